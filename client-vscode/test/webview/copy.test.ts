import {html, render} from 'lit';
import {beforeEach, expect, test} from 'vitest';
import {figure} from '../../webview/cards/figure';
import {table} from '../../webview/cards/table';
import {asTabs, copiesBy} from '../../webview/lib/copy';
import {tabsOf} from '../../webview/lib/csv';
import {provenance, restOn} from '../../webview/lib/provenance';
import {FIRST_PLACE} from '../../webview/lib/place';
import {recorded} from './payloads';

let copied: string[] = [];

function drawn(what: unknown): HTMLElement {
    const box = document.createElement('div');
    document.body.append(box);
    render(what, box);
    return box;
}

function restOnOverview(indexing: {kind: 'indexing'; done: number; total: number} | null): void {
    const asks = {slot: () => ({payload: null})} as unknown as Parameters<typeof restOn>[0]['asks'];
    const overview = recorded('overview');
    restOn({asks, indexing, overview: {...overview, health: {...overview.health, sources: 12, problems: 3}}, place: FIRST_PLACE});
}

beforeEach(() => {
    document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}));
    copied = [];
    copiesBy(text => copied.push(text));
});

test('a number under the pointer is copied with all its digits', () => {
    const box = drawn(figure({metric: 'cost', value: 1.735612}));
    box.querySelector('.figure')?.dispatchEvent(new Event('pointerenter'));
    document.dispatchEvent(new KeyboardEvent('keydown', {key: 'c', ctrlKey: true}));
    expect(copied).toEqual(['1.735612']);
});

test('where no number is told about nothing is copied', () => {
    drawn(figure({metric: 'cost', value: 1}));
    document.dispatchEvent(new KeyboardEvent('keydown', {key: 'c', ctrlKey: true}));
    expect(copied).toEqual([]);
});

test('a table is copied as shown, folded rows and foot too, without words for screen readers', () => {
    const box = drawn(table<string>({
        caption: 'Names', rows: ['a', '=b()'], key: name => name, most: 1, foot: ['Total', '+2'],
        columns: [{title: 'Name', align: 'name', cell: name => html`${name}<span class="sr">, hidden</span>`}, {title: 'Length', align: 'value', cell: ({length}) => length}],
    }));
    expect(box.querySelectorAll('tbody tr')).toHaveLength(1); // the other is drawn when it is asked for
    box.querySelector<HTMLElement>('.copy')?.click();
    expect(copied).toEqual(["Name\tLength\na\t1\nTotal\t+2\n'=b()\t4\n"]);
});

test('folded rows are drawn when they are unfolded', () => {
    const box = drawn(table<string>({caption: 'Names', rows: ['a', 'b', 'c'], key: name => name, most: 1, columns: [{title: 'Name', align: 'name', cell: name => name}]}));
    box.querySelector('details')?.dispatchEvent(new Event('toggle'));
    expect(box.querySelectorAll('tbody tr')).toHaveLength(3);
});

test('what a spreadsheet would run is made harmless, signed numbers stay numbers', () => {
    expect(asTabs([['=1+1', '+505', '-$0.04', '@x', 'a\tb']])).toBe("'=1+1\t+505\t-$0.04\t'@x\ta b\n");
});

test('rows are copied raw, unknown empty', () => {
    expect(tabsOf([{model: 'm', cost: null, label: 'exact', n: 1200}])).toBe('model\tcost\tn\nm\t\t1200\n');
});

// N2: what it means, how sure it is, what it rests on.
test('a number tells its sources, what is still being read and what could not be read', () => {
    restOnOverview({kind: 'indexing', done: 1240, total: 5000});
    expect(provenance()).toEqual([
        'Sources: 12 files; sessions of Claude Code, Codex.', 'Still being indexed: 1,240 of 5,000 files are read.',
        '3 problems in files that could not be read whole.',
    ]);
    drawn(figure({metric: 'cost', value: 2, label: 'at_least'})).querySelector('.figure')?.dispatchEvent(new Event('focus'));
    const lines = [...document.querySelectorAll('.tip div')].map(({textContent}) => textContent);
    expect(lines).toContain('What the model calls cost at list prices of their moment.');
    expect(lines).toContain('At least (≥): parts of it are unknown.');
    expect(lines).toEqual(expect.arrayContaining([...provenance()]));
});

test('the head of a column tells what its numbers mean', () => {
    const box = drawn(table<number>({
        caption: 'Costs', rows: [1], key: String, columns: [{title: 'Cost', align: 'value', metric: 'cost', cell: String}],
    }));
    box.querySelector('th span')?.dispatchEvent(new Event('focus'));
    expect(document.querySelector('.tip')?.textContent).toContain('What the model calls cost at list prices of their moment.');
});

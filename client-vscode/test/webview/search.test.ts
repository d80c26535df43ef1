import {render} from 'lit';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {CompletionItem, QueryError} from '../../src/payloads';
import type {AskHelper, SearchBox} from '../../webview/frame/searchBox';
import '../../webview/frame/searchBox';
import {both, codePointOf, indexOf, replaced, term, valueOf, withValue} from '../../webview/lib/query';

vi.useFakeTimers();

const FIELD: CompletionItem = {kind: 'field', label: 'title', insert: 'title:', help: 'Its title contains', count: null, start: 0, end: 2};
const VALUE: CompletionItem = {kind: 'value', label: 'main', insert: 'main', help: '', count: 3, start: 7, end: 7};
const FAULT: QueryError = {message: 'Unknown field `modle`. Did you mean `model`?', start: 2, end: 7, expected: ['model'], suggestion: 'model'};

let box: SearchBox;
let items: CompletionItem[] = [];
let errors: QueryError[] = [];
let said: string[] = [];
let asked: object[] = [];

const ask = (async (report: string, params: object) => {
    asked.push({report, ...params});
    return Promise.resolve(report === 'parseQuery' ? {errors} : {items});
}) as unknown as AskHelper;

const input = (): HTMLInputElement => box.querySelector('input') as HTMLInputElement;
const options = (): string[] => [...box.querySelectorAll('[role="option"] span:first-child')].map(one => one.textContent);

async function settled(): Promise<void> {
    await vi.advanceTimersByTimeAsync(1000);
    await box.updateComplete;
}

async function type(text: string): Promise<void> {
    input().focus();
    input().value = text;
    input().dispatchEvent(new Event('input'));
    await settled();
}

async function press(key: string): Promise<void> {
    input().dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    await settled();
}

beforeEach(async () => {
    [items, errors, said, asked] = [[], [], [], []];
    box = document.createElement('sightline-search');
    box.ask = ask;
    box.addEventListener('search', event => {
        said.push((event as CustomEvent<string>).detail);
        box.applied = (event as CustomEvent<string>).detail;
    });
    document.body.replaceChildren(box);
    await box.updateComplete;
});

afterEach(() => document.body.replaceChildren());

describe('the search box', () => {
    // DS3: the slash focuses, Escape clears.
    test('is focused by a slash, but not while something else is written', async () => {
        const other = document.createElement('textarea');
        document.body.append(other);
        other.focus();
        other.dispatchEvent(new KeyboardEvent('keydown', {key: '/', bubbles: true}));
        expect(document.activeElement).toBe(other);
        other.blur();
        document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '/', bubbles: true}));
        expect(document.activeElement).toBe(input());
        await settled();
    });

    test('puts a query in force that can be read', async () => {
        await type('cost:>1 ');
        expect(said).toEqual(['cost:>1']);
    });

    test('shows faults under their place and leaves the last good query in force', async () => {
        errors = [FAULT];
        await type('a modle:x');
        expect(said).toEqual([]);
        expect(box.querySelector('.fault')?.textContent).toBe('modle');
        expect(box.querySelector('.search-under')?.textContent).toBe('a modle:x');
        expect(input().getAttribute('aria-invalid')).toBe('true');
        expect(box.querySelector('#search-errors')?.textContent).toContain('Unknown field `modle`.');
    });

    test('mends a fault with what is suggested', async () => {
        errors = [FAULT];
        await type('a modle:x');
        errors = [];
        box.querySelector<HTMLElement>('#search-errors button')?.click();
        await settled();
        expect(input().value).toBe('a model:x');
        expect(said).toEqual(['a model:x']);
    });

    test('lists what could stand at the cursor, as a combobox', async () => {
        items = [FIELD];
        await type('ti');
        expect(asked).toContainEqual({report: 'completeQuery', query: 'ti', cursor: 2});
        expect(options()).toEqual(['title']);
        expect(input().getAttribute('aria-expanded')).toBe('true');
        await press('ArrowDown');
        expect(input().getAttribute('aria-activedescendant')).toBe('search-item-0');
        expect(box.querySelector('[aria-selected="true"]')?.id).toBe('search-item-0');
    });

    test.each(['Enter', 'Tab'])('%s takes what is chosen', async key => {
        items = [FIELD];
        await type('ti');
        await press('ArrowDown');
        await press(key);
        expect(input().value).toBe('title:');
    });

    test('Tab takes the first that completes what is begun, and leaves the box otherwise', async () => {
        items = [FIELD];
        await type('ti');
        await press('Tab');
        expect(input().value).toBe('title:');
        items = [VALUE];
        await type('branch:');
        await press('Tab');
        expect(input().value).toBe('branch:');
    });

    test('a click takes a value, and the next word can begin', async () => {
        items = [VALUE];
        await type('branch:');
        box.querySelector<HTMLElement>('[role="option"]')?.click();
        await settled();
        expect(input().value).toBe('branch:main ');
        expect(said.at(-1)).toBe('branch:main');
    });

    test('Escape closes the list first, then clears', async () => {
        items = [FIELD];
        await type('ti');
        await press('Escape');
        expect(options()).toEqual([]);
        expect(input().value).toBe('ti');
        await press('Escape');
        expect(input().value).toBe('');
        expect(said).toEqual(['ti', '']);
    });

    test('follows a query that is put in force elsewhere', async () => {
        box.applied = 'tool:"Bash"';
        await box.updateComplete;
        expect(input().value).toBe('tool:"Bash"');
    });
});

describe('queries', () => {
    test('count places in code points', () => {
        expect(indexOf('😀a', 1)).toBe(2);
        expect(codePointOf('😀a', 2)).toBe(1);
        expect(replaced('😀 modle:x', 2, 7, 'model')).toEqual({text: '😀 model:x', cursor: 8});
    });

    test('join so that both must hold', () => {
        expect(both('', 'a')).toBe('a');
        expect(both('a', 'a')).toBe('a');
        expect(both('a', 'b')).toBe('a b');
        expect(both('a OR b', 'c')).toBe('(a OR b) c');
    });

    test('quote a value', () => {
        expect(term('tool', 'a "b" \\c')).toBe('tool:"a \\"b\\" \\\\c"');
    });
});

test('the box draws nothing of a hostile query as markup', async () => {
    errors = [{...FAULT, start: 0, end: 9, message: '<img src=x>'}];
    await type('<b>x</b>"');
    expect(box.querySelector('b, img')).toBeNull();
    const page = document.createElement('div');
    render(box.querySelector('.search-under')?.textContent ?? '', page);
    expect(page.textContent).toBe('<b>x</b>"');
});

describe('terms that the page writes', () => {
    test.each([
        ['', 'cost:>=', '1', 'cost:>=1'],
        ['has:error cost:>=1', 'cost:>=', '5', 'has:error cost:>=5'],
        ['title:"a cost:>=1 b" cost:>=1', 'cost:>=', null, 'title:"a cost:>=1 b"'],
        ['a OR b', 'status:', 'archived', '(a OR b) status:archived'],
        ['"unclosed cost', 'status:', 'active', '"unclosed cost status:active'],
    ])('%j with %s %j is %j', (query, begin, value, wanted) => {
        expect(withValue(query, begin, value)).toBe(wanted);
        expect(valueOf(wanted, begin)).toBe(value);
    });
});

import {expect, test} from 'vitest';
import type {ToPage} from '../../src/protocol';
import {canonical} from '../../webview/lib/canonical';
import {fileContent, fileHost, sorted} from '../../webview/lib/fileHost';
import {tabsOf} from '../../webview/tabs';
import {recorded} from './payloads';

const question = {range: {preset: 'all'}} as const;
const host = fileHost({sample: true, focus: null, compare: null, answers: {[canonical('sessions', question)]: recorded('sessions')}});

async function asked(params: object): Promise<ToPage | undefined> {
    let answer: ToPage | undefined;
    host.listen(message => answer = message);
    host.send({kind: 'ask', seq: 7, report: 'sessions', params});
    await Promise.resolve();
    return answer;
}

test('the file answers what is in it, in the order wanted', async () => {
    const rows = recorded('sessions').rows.toSorted((one, other) => (other.cost ?? 0) - (one.cost ?? 0));
    expect(await asked({...question, sort: '-cost', limit: 100})).toMatchObject({kind: 'reply', seq: 7, payload: {rows}});
});

test('what is not in the file is said plainly', async () => {
    const answer = await asked({range: {from: '2026-01-01', to: '2026-01-02'}});
    expect(answer).toMatchObject({kind: 'fail', seq: 7});
    expect(answer).toHaveProperty('message', expect.stringContaining('not in the file'));
});

test('a file that compares two sessions begins there', () => {
    const {a, b} = recorded('compare');
    const pair = {a: a.session.id, b: b.session.id};
    const comparing = fileHost({sample: false, focus: null, compare: [pair.a, pair.b], answers: {[canonical('compare', pair)]: recorded('compare')}});
    expect(comparing.load()).toEqual({tab: 'compare', compareA: pair.a, compareB: pair.b});
    expect(tabsOf(comparing).map(({id}) => id)).toContain('compare');
    expect(tabsOf(host).map(({id}) => id)).not.toContain('compare');
});

test('unknown values come last in either order', () => {
    const [one, two, three] = recorded('sessions').rows;
    const rows = [one, two, three].flatMap((row, at) => (row === undefined ? [] : [{...row, id: String(at), cost: at === 1 ? null : at}]));
    expect(sorted(rows, 'cost').map(({id}) => id)).toEqual(['0', '2', '1']);
    expect(sorted(rows, '-cost').map(({id}) => id)).toEqual(['2', '0', '1']);
});

test('content is found only where the file has it', () => {
    expect(fileContent(document)).toBeNull();
    const holder = document.createElement('script');
    holder.type = 'application/json';
    holder.id = 'sightline-file';
    holder.textContent = '{"sample":true,"focus":null,"answers":{"x?{}":{"title":"\\u003c/script>"}}}';
    document.body.append(holder);
    expect(fileContent(document)?.answers).toEqual({'x?{}': {title: '</script>'}});
});

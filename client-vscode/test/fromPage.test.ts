import {expect, test} from 'vitest';
import {fromPage} from '../src/fromPage';
import type {ToHost} from '../src/protocol';

const MESSAGES: ToHost[] = [
    {kind: 'ready'},
    {kind: 'ask', seq: 1, report: 'overview', params: {}},
    {kind: 'cancel', seq: 1},
    {kind: 'open', path: '/home/ada/.claude/a.jsonl', line: 3},
    {kind: 'open', path: '/home/ada/.claude/a.jsonl', line: null},
    {kind: 'export', report: 'overview', format: 'csv', fileName: 'sightline-overview.csv', content: 'a', rows: 1},
    {kind: 'save', report: 'session', params: {id: 'codex:1'}, format: 'md', fileName: 'sightline-session.md'},
    {kind: 'at', tab: 'trends', preset: '30d'},
    {kind: 'at', tab: 'trends', days: {from: '2026-03-01', to: '2026-03-09'}},
    {kind: 'act', act: 'archive', ids: ['codex:1', 'codex:2']},
    {kind: 'copy', text: 'id'},
    {kind: 'command', verb: 'refresh'},
    {kind: 'review', act: 'run', ids: ['codex:1', 'codex:2']},
];

test.each(MESSAGES)('a message of the protocol passes as it is: %j', message => {
    expect(fromPage(structuredClone(message))).toEqual(message);
});

test.each([
    null, 7, 'ready', [], {}, {kind: 'READY'},
    {kind: 'command', verb: 'workbench.action.terminal.new'}, {kind: 'command', verb: '__proto__'},
    {kind: 'command', verb: 'toString'}, {kind: 'command', verb: ['refresh']},
    {kind: 'ask', seq: 1, report: 'constructor', params: {}}, {kind: 'ask', seq: -1, report: 'overview', params: {}},
    {kind: 'ask', seq: 1, report: 'overview', params: []}, {kind: 'ask', seq: 1, report: 'identify', params: {}},
    {kind: 'act', act: 'format', ids: ['codex:1']}, {kind: 'act', act: 'pin', ids: []}, {kind: 'act', act: 'pin', ids: [7]}, {kind: 'act', act: 'pin', ids: 'codex:1'},
    {kind: 'open', path: 5, line: 1}, {kind: 'open', path: '/a', line: 1.5}, {kind: 'open', path: '/a'},
    {kind: 'export', report: 'overview', format: 'exe', fileName: 'a.exe', content: ''},
    {kind: 'export', report: 'overview', format: 'csv', fileName: '../../.bashrc', content: ''},
    {kind: 'export', report: 'overview', format: 'csv', fileName: '.profile', content: ''},
    {kind: 'export', report: 'overview', format: 'csv', fileName: 'a/b.csv', content: ''},
    {kind: 'save', report: 'session', params: {}, format: 'parquet', fileName: 'a.parquet'},
    {kind: 'save', report: 'session', params: {}, format: 'md', fileName: '../a.md'},
    {kind: 'copy', text: 'x'.repeat((1 << 20) + 1)},
    {kind: 'at', tab: 'settings'},
    {kind: 'review', act: 'delete', ids: ['codex:1']}, {kind: 'review', act: 'run', ids: []}, {kind: 'review', act: 'run', ids: Array(101).fill('a')},
])('anything else is dropped: %j', message => {
    expect(fromPage(message)).toBeNull();
});

/** A small generator with a seed: the same 2,000 messages in each run. */
function noise(seed: number): () => number {
    let state = seed;
    return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}

test('of 2,000 fuzzed messages none becomes a command outside the list', () => {
    const random = noise(20_261_121);
    const words = ['ready', 'ask', 'open', 'command', 'export', '__proto__', 'refresh', 'vscode.open', '/etc/passwd', '', null, 1, {}, []];
    const word = (): unknown => words[Math.floor(random() * words.length)];
    const keys = ['kind', 'verb', 'seq', 'report', 'params', 'path', 'line', 'fileName', 'format', 'content', '__proto__'];
    const passed = Array.from({length: 2000}, () => fromPage(Object.fromEntries(keys.map(key => [key, word()]))));
    const verbs = passed.flatMap(message => message?.kind === 'command' ? [message.verb] : []);
    expect(verbs.length).toBeGreaterThan(0);
    expect(new Set(verbs)).toEqual(new Set(['refresh']));
});

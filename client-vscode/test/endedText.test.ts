import {expect, test} from 'vitest';
import {endedText} from '../src/endedText';

const ended = {id: 'claude_code:one', title: 'Fix $(it)', cost: 0.42, costLabel: 'priced', durationMs: 12 * 60_000, toolCalls: 37} as const;

test('a session that ended is one line of its figures', () => {
    expect(endedText(ended).text).toBe('Session ended · $0.42 · 12m · 37 tools');
});

test('what is not known is a dash, or left out', () => {
    expect(endedText({...ended, cost: null, costLabel: 'unknown', durationMs: null, toolCalls: 1}).text).toBe('Session ended · — · 1 tool');
});

test('hours have their minutes, and a title draws no icon', () => {
    expect(endedText({...ended, durationMs: 249 * 60_000}).text).toContain('4h 9m');
    expect(endedText(ended).tooltip).not.toContain('$(');
});

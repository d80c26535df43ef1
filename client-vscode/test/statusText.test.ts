import {expect, test} from 'vitest';
import type {BudgetState, StatusPayload} from '../src/payloads';
import {type StatusInput, statusText} from '../src/statusText';
import {status} from './samples';

function shown(change: Partial<StatusInput>, today: Partial<StatusPayload['today']> = {}): ReturnType<typeof statusText> {
    return statusText({
        server: {kind: 'running'}, status: status(today), stale: false, indexing: null, today: '2026-11-21', ...change,
    });
}

test("the item is today's cost", () => {
    expect(shown({}).text).toBe('$(graph) $4.12 today');
});

// U7: the other forms.
test('a lower bound and an unknown cost say so', () => {
    expect(shown({}, {costLabel: 'at_least'}).text).toBe('$(graph) ≥ $4.12 today');
    expect(shown({}, {cost: null, costLabel: 'unknown'}).text).toBe('$(graph) — today');
    expect(shown({}, {tokensLabel: 'at_least'}).tooltip).toContain('Input ≥ 1.2K · Output ≥ 300 tokens');
    expect(shown({}, {tokensLabel: 'unknown', inputTokens: null}).tooltip).toContain('Input — · Output 300 tokens');
});

// U7: the tooltip.
test('the tooltip breaks the cost down', () => {
    const lines = shown({}).tooltip.split('\n');
    expect(lines).toContain('Input 1.2K · Output 300 tokens');
    expect(lines).toContain('Cache read 40.0K · written 2.0K tokens');
    expect(lines).toContain('Requests 37 · Sessions 2');
    expect(lines).toContain('Top model: claude-opus-4-5');
});

test('while indexing it spins and says how far', () => {
    const {text, tooltip} = shown({indexing: {done: 3, total: 41}});
    expect(text).toBe('$(loading~spin) $4.12 today');
    expect(tooltip).toContain('Indexing 3 of 41 files');
});

test('a stored status of today is shown with its age, one of another day is not', () => {
    expect(shown({stale: true}).tooltip).toContain('As of ');
    expect(shown({stale: true, today: '2026-11-22'}).text).toBe('$(loading~spin) Sightline');
});

test('a server that is down is a warning whose click restarts', () => {
    const {text, tooltip, click} = shown({server: {kind: 'stopped', reason: 'no Python'}});
    expect([text, click]).toEqual(['$(warning) Sightline', 'restart']);
    expect(tooltip).toContain('no Python');
});

test('screen readers hear the cost without icon names', () => {
    expect(shown({}).label).toBe('Sightline: $4.12 today');
});

// X1: a budget that warns is said in the item; the tooltip says how much of each is spent.
test('a budget near its limit is in the item, one far from it in the tooltip alone', () => {
    const near: BudgetState = {
        period: 'day', since: '2026-11-21', usd: 5, project: null, model: null, spent: 4.12, spentLabel: 'priced', share: 0.824,
        state: 'warning', crossesOn: null, crossesAt: null,
    };
    const {text, tooltip} = shown({status: {...status(), budgets: [near]}});
    expect(text).toBe('$(graph) $4.12 today · 82% of budget');
    expect(tooltip).toContain('Budget today: $4.12 of $5.00 (82%)');
    const far = shown({status: {...status(), budgets: [{...near, usd: 50, share: 0.0824, state: 'ok'}]}});
    expect(far.text).toBe('$(graph) $4.12 today');
    expect(far.tooltip).toContain('Budget today: $4.12 of $50.00 (8%)');
});

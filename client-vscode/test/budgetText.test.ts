import {expect, test} from 'vitest';
import {budgetLine, worst} from '../common/budgetText';
import type {BudgetState} from '../src/payloads';

function budget(change: Partial<BudgetState>): BudgetState {
    return {
        period: 'month', since: '2026-11-01', usd: 100, project: null, model: null, spent: 82, spentLabel: 'priced', share: 0.82,
        state: 'warning', crossesOn: null, crossesAt: null, ...change,
    };
}

// X1: the forecast, marked as an estimate.
test('a budget says what is spent of it and when it will be crossed', () => {
    expect(budgetLine(budget({crossesOn: '2026-11-24'}))).toBe('Budget this month: $82.00 of $100.00 (82%), you cross it on ~2026-11-24');
});

test("a day's says the time of the day", () => {
    const line = budgetLine(budget({period: 'day', crossesOn: '2026-11-21', crossesAt: '15:40'}));
    expect(line).toBe('Budget today: $82.00 of $100.00 (82%), at this pace you cross it at ~15:40');
});

test('it names its folder and model, and a lower bound as such', () => {
    const line = budgetLine(budget({period: 'day', project: '/home/ada/shop', model: 'claude-opus-4-5', spentLabel: 'at_least'}));
    expect(line).toBe('Budget today (/home/ada/shop, claude-opus-4-5): ≥ $82.00 of $100.00 (≥ 82%)');
});

test('an unknown sum is a dash and no warning', () => {
    const unknown = budget({spent: null, spentLabel: 'unknown', share: null, state: 'unknown'});
    expect(budgetLine(unknown)).toBe('Budget this month: — of $100.00 (—)');
    expect(worst([unknown])).toBeNull();
});

test('the worst is what is over, then what is nearest', () => {
    const near = budget({share: 0.99});
    const over = budget({share: 1.2, state: 'over'});
    expect(worst([budget({}), near])).toBe(near);
    expect(worst([near, over, budget({share: 1.1, state: 'over'})])).toBe(over);
    expect(worst([budget({share: 0.5, state: 'ok'})])).toBeNull();
});

test('just below the limit is not yet a hundred percent', () => {
    expect(budgetLine(budget({share: 0.9999}))).toContain('(99%)');
});

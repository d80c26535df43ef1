/** What is said of budgets: pure texts for the status bar, the page and the notification of a day. */

import {money} from './format';
import type {BudgetState} from './payloads';

const PERIODS = {day: 'today', month: 'this month'};
const RANKS: Record<BudgetState['state'], number> = {ok: 0, unknown: 0, warning: 1, over: 2};

/** `84%`, rounded down: 100% is said from the limit on. */
export function percent({share, spentLabel}: BudgetState): string {
    return share === null ? '—' : `${spentLabel === 'at_least' ? '≥ ' : ''}${Math.floor(share * 100)}%`;
}

/** `Budget this month: $82.00 of $100.00 (82%), you cross it on 2026-11-24`. */
export function budgetLine(budget: BudgetState): string {
    const about = [budget.project, budget.model].filter(part => part !== null).join(', ');
    const forecast = budget.crossesOn === null ? '' : `, you cross it on ~${budget.crossesOn}`;
    return `Budget ${PERIODS[budget.period]}${about === '' ? '' : ` (${about})`}: ${money(budget.spent, budget.spentLabel)}`
        + ` of ${money(budget.usd, 'exact')} (${percent(budget)})${forecast}`;
}

/** The budget nearest to its limit or farthest over it, if any warns. */
export function worst(budgets: readonly BudgetState[]): BudgetState | null {
    const warning = budgets.filter(({state}) => RANKS[state] > 0);
    return warning.sort((one, other) => RANKS[other.state] - RANKS[one.state] || (other.share ?? -1) - (one.share ?? -1))[0] ?? null;
}

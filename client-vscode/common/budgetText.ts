/** What is said of budgets: pure texts for the status bar, the page and the notification of a day. */

import {money} from './format';
import type {BudgetState} from '../src/payloads';
import {t} from './words';

const RANKS: Record<BudgetState['state'], number> = {ok: 0, unknown: 0, warning: 1, over: 2};

/** `84%`, rounded down: 100% is said from the limit on. */
export function percent({share, spentLabel}: BudgetState): string {
    return share === null ? '—' : `${spentLabel === 'at_least' ? '≥ ' : ''}${Math.floor(share * 100)}%`;
}

/** `Budget this month: $82.00 of $100.00 (82%), you cross it on 2026-11-24`. */
export function budgetLine(budget: BudgetState): string {
    const about = [budget.project, budget.model].filter(part => part !== null).join(', ');
    const period = budget.period === 'day' ? t('today') : t('this month');
    const line = t(
        'Budget {0}: {1} of {2} ({3})', about === '' ? period : `${period} (${about})`, money(budget.spent, budget.spentLabel),
        money(budget.usd, 'exact'), percent(budget),
    );
    if (budget.crossesAt !== null) return t('{0}, at this pace you cross it at ~{1}', line, budget.crossesAt);
    return budget.crossesOn === null ? line : t('{0}, you cross it on ~{1}', line, budget.crossesOn);
}

/** The budget nearest to its limit or farthest over it, if any warns. */
export function worst(budgets: readonly BudgetState[]): BudgetState | null {
    const warning = budgets.filter(({state}) => RANKS[state] > 0);
    return warning.sort((one, other) => RANKS[other.state] - RANKS[one.state] || (other.share ?? -1) - (one.share ?? -1))[0] ?? null;
}

/** What the status bar item says: a pure picture of the last status, the index and the server. */

import {budgetLine, percent, worst} from '../common/budgetText';
import {clock, compact, count, money, signed, sureness} from '../common/format';
import type {StatusPayload, StatusTotals} from './payloads';
import type {ServerState} from './serverState';
import {t} from '../common/words';

/** Files read of all files, while an index is being made. */
export interface Indexing {
    done: number;
    total: number;
}

export interface StatusInput {
    server: ServerState;
    status: StatusPayload | null;
    /** The status is of an earlier run of the sidecar. */
    stale: boolean;
    indexing: Indexing | null;
    /** Today in the machine's zone; a stored status of another day says nothing about today. */
    today: string;
}

export interface StatusText {
    text: string;
    tooltip: string;
    /** For screen readers. */
    label: string;
    /** What a click does: open the dashboard at today, or start the sidecar again. */
    click: 'today' | 'restart';
}

/** The item's text, tooltip and click. */
export function statusText(input: StatusInput): StatusText {
    if (input.server.kind === 'stopped') return stopped(input.server.reason);
    const status = input.stale && input.status?.date !== input.today ? null : input.status;
    const busy = input.indexing !== null || status === null;
    const icon = busy ? '$(loading~spin)' : '$(graph)';
    const cost = status === null ? 'Sightline' : t('{0} today', money(status.today.cost, status.today.costLabel));
    const budget = status === null ? null : worst(status.budgets);
    const warning = budget === null ? '' : ` · ${t('{0} of budget', percent(budget))}`;
    const lines = [
        ...(status === null ? [t('Reading session files…')] : [...breakdown(status.today), ...status.budgets.map(budgetLine)]),
        ...(status !== null && input.stale ? [t('As of {0}', clock(status.generatedAt))] : []),
        ...(input.indexing === null ? [] : [t('Indexing {0} of {1} files', count(input.indexing.done), count(input.indexing.total))]),
    ];
    return {
        text: `${icon} ${cost}${warning}`,
        tooltip: lines.join('\n'),
        label: `Sightline: ${cost === 'Sightline' ? t('reading session files') : cost}${warning}`,
        click: 'today',
    };
}

function stopped(reason: string): StatusText {
    return {
        text: '$(warning) Sightline',
        tooltip: `${t('Sightline is not running: {0}', reason)}\n${t('Click to restart.')}`,
        label: t('Sightline is not running: {0}', reason),
        click: 'restart',
    };
}

function breakdown(today: StatusTotals): string[] {
    const tokens = (value: number | null): string => signed(compact(value), today.tokensLabel);
    return [
        t('AI cost today: {0} ({1})', money(today.cost, today.costLabel), sureness(today.costLabel, today.unpricedRequests)),
        t('Input {0} · Output {1} tokens', tokens(today.inputTokens), tokens(today.outputTokens)),
        t('Cache read {0} · written {1} tokens', tokens(today.cacheReadTokens), tokens(today.cacheWriteTokens)),
        t('Requests {0} · Sessions {1}', count(today.requests), count(today.sessions)),
        ...(today.topModel === null ? [] : [t('Top model: {0}', today.topModel)]),
    ];
}

/** What the status bar item says: a pure picture of the last status, the index and the server. */

import {budgetLine, percent, worst} from './budgetText';
import {clock, compact, count, money, sureness} from './format';
import type {StatusPayload, StatusTotals} from './payloads';
import type {ServerState} from './serverState';

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
    const cost = status === null ? 'Sightline' : `${money(status.today.cost, status.today.costLabel)} today`;
    const budget = status === null ? null : worst(status.budgets);
    const warning = budget === null ? '' : ` · ${percent(budget)} of budget`;
    const lines = [
        ...(status === null ? ['Reading session files…'] : [...breakdown(status.today), ...status.budgets.map(budgetLine)]),
        ...(status !== null && input.stale ? [`As of ${clock(status.generatedAt)}`] : []),
        ...(input.indexing === null ? [] : [`Indexing ${count(input.indexing.done)} of ${count(input.indexing.total)} files`]),
    ];
    return {
        text: `${icon} ${cost}${warning}`,
        tooltip: lines.join('\n'),
        label: `Sightline: ${cost === 'Sightline' ? 'reading session files' : cost}${warning}`,
        click: 'today',
    };
}

function stopped(reason: string): StatusText {
    return {
        text: '$(warning) Sightline',
        tooltip: `Sightline is not running: ${reason}\nClick to restart.`,
        label: `Sightline is not running: ${reason}`,
        click: 'restart',
    };
}

function breakdown(today: StatusTotals): string[] {
    return [
        `AI cost today: ${money(today.cost, today.costLabel)} (${sureness(today.costLabel, today.unpricedRequests)})`,
        `Input ${compact(today.inputTokens)} · Output ${compact(today.outputTokens)} tokens`,
        `Cache read ${compact(today.cacheReadTokens)} · written ${compact(today.cacheWriteTokens)} tokens`,
        `Requests ${count(today.requests)} · Sessions ${count(today.sessions)}`,
        ...(today.topModel === null ? [] : [`Top model: ${today.topModel}`]),
    ];
}

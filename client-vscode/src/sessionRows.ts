/** The rows of the sidebar: a pure tree of totals, days and sessions. */

import {ago, compact, count, counted, dayOf, money, sureness} from './format';
import type {SessionRow, StatusPayload} from './payloads';

export type Row =
    | {kind: 'open'}
    | {kind: 'total'; preset: 'today' | '7d'; title: string; description: string}
    | {kind: 'day'; day: string; title: string; description: string; sessions: readonly SessionRow[]}
    | {kind: 'pinned'; title: string; description: string; sessions: readonly SessionRow[]}
    | {kind: 'session'; session: SessionRow}
    | {kind: 'more'; left: number};

/** The root rows: the dashboard, two totals, what is pinned, a row a day, and how many sessions are not loaded. */
export function rootRows(status: StatusPayload | null, sessions: readonly SessionRow[], total: number): Row[] {
    return [
        {kind: 'open'},
        ...(status === null ? [] : totals(status)),
        ...pinned(sessions.filter(session => session.pinned)),
        ...days(sessions.filter(session => !session.pinned), status?.timeZone ?? 'UTC', status?.date ?? ''),
        ...(total > sessions.length ? [{kind: 'more', left: total - sessions.length} as const] : []),
    ];
}

function totals(status: StatusPayload): Row[] {
    return ([['today', 'Today', status.today], ['7d', '7 days', status.week]] as const).map(([preset, title, span]) => ({
        kind: 'total',
        preset,
        title,
        description: [
            money(span.cost, span.costLabel), counted(span.sessions, 'session'), `${compact(span.tokens)} tokens`,
        ].join(' · '),
    }));
}

function pinned(sessions: readonly SessionRow[]): Row[] {
    return sessions.length === 0 ? [] : [{kind: 'pinned', title: 'Pinned', description: counted(sessions.length, 'session'), sessions}];
}

/** Sessions by the day of their last activity, in the order they came. */
function days(sessions: readonly SessionRow[], timeZone: string, today: string): Row[] {
    const groups = new Map<string, SessionRow[]>();
    for (const session of sessions) {
        const day = session.updatedAt === null ? 'undated' : dayOf(session.updatedAt, timeZone);
        groups.set(day, [...(groups.get(day) ?? []), session]);
    }
    return [...groups].map(([day, members]) => ({
        kind: 'day',
        day,
        title: day === today ? 'Today' : day === 'undated' ? 'Undated' : day,
        description: counted(members.length, 'session'),
        sessions: members,
    }));
}

/** `$0.42 · 3 h ago`. */
export function sessionDescription(session: SessionRow, now: Date): string {
    const cost = money(session.cost, session.costLabel);
    return session.updatedAt === null ? cost : `${cost} · ${ago(session.updatedAt, now)}`;
}

/** What the cost of a session is made of. */
export function sessionTooltip(session: SessionRow): string {
    const written = session.inputTokens + session.outputTokens;
    return [
        session.title,
        [session.engine, session.model, session.project].filter(part => part !== null && part !== '').join(' · '),
        `Cost ${money(session.cost, session.costLabel)} (${sureness(session.costLabel, 0)})`,
        `Input ${count(session.inputTokens)} · Output ${count(session.outputTokens)} · Sum ${count(written)} tokens`,
        `Cache read ${count(session.cacheReadTokens)} tokens`,
        `Requests ${count(session.requests)} · Tools ${count(session.toolCalls)} · Errors ${count(session.errors)}`,
        `Lines +${count(session.linesAdded)} -${count(session.linesRemoved)}`,
    ].join('\n');
}

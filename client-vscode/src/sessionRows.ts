/** The rows of the sidebar: a pure tree of totals, days and sessions. */

import {ago, compact, count, counted, dayOf, money, signed, sureness} from '../common/format';
import type {SessionRow, StatusPayload} from './payloads';
import {t} from '../common/words';

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
    return ([['today', t('Today'), status.today], ['7d', t('7 days'), status.week]] as const).map(([preset, title, span]) => ({
        kind: 'total',
        preset,
        title,
        description: [
            money(span.cost, span.costLabel), counted(span.sessions, 'session'), t('{0} tokens', signed(compact(span.tokens), span.tokensLabel)),
        ].join(' · '),
    }));
}

function pinned(sessions: readonly SessionRow[]): Row[] {
    return sessions.length === 0 ? [] : [{kind: 'pinned', title: t('Pinned'), description: counted(sessions.length, 'session'), sessions}];
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
        title: day === today ? t('Today') : day === 'undated' ? t('Undated') : day,
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
    const sum = (value: number | null): string => signed(count(value), session.tokensLabel);
    return [
        session.title,
        [session.engine, session.model, session.project].filter(part => part !== null && part !== '').join(' · '),
        t('Cost {0} ({1})', money(session.cost, session.costLabel), sureness(session.costLabel, 0)),
        t('Input {0} · Output {1} · Sum {2} tokens', sum(session.inputTokens), sum(session.outputTokens), sum(session.tokens)),
        t('Cache read {0} tokens', sum(session.cacheReadTokens)),
        t('Requests {0} · Tools {1} · Errors {2}', count(session.requests), count(session.toolCalls), count(session.errors)),
        t('Lines +{0} -{1}', count(session.linesAdded), count(session.linesRemoved)),
    ].join('\n');
}

/** Payloads for tests of what draws them. */

import type {SessionRow, StatusPayload, StatusTotals} from '../src/payloads';

const TOTALS: StatusTotals = {
    cost: 4.12, costLabel: 'priced', unpricedRequests: 0, sessions: 2, requests: 37, tokens: 1500, tokensLabel: 'exact',
    inputTokens: 1200, outputTokens: 300, cacheReadTokens: 40_000, cacheWriteTokens: 2000, topModel: 'claude-opus-4-5',
};

export function status(today: Partial<StatusTotals> = {}): StatusPayload {
    return {
        generatedAt: '2026-11-21T12:00:00Z', revision: 1, partial: null, date: '2026-11-21', timeZone: 'UTC',
        today: {...TOTALS, ...today}, week: {...TOTALS, cost: 20, sessions: 9}, sources: 3, problems: 0, sessions: 9, budgets: [],
    };
}

export function session(id: string, change: Partial<SessionRow> = {}): SessionRow {
    return {
        id, engine: 'claude_code', title: `Session ${id}`, project: 'shop', projectPath: '/home/ada/shop', agent: null,
        model: 'claude-opus-4-5', branch: 'main', kind: 'root', createdAt: '2026-11-21T10:00:00Z',
        updatedAt: '2026-11-21T11:00:00Z', messages: 8, turns: 4, requests: 12, tokens: 1500, tokensLabel: 'exact', inputTokens: 1200,
        outputTokens: 300, cacheReadTokens: 40_000, cost: 0.42, costLabel: 'priced', durationMs: 3_600_000,
        activeMs: 600_000, toolCalls: 5, successRate: 0.8, errors: 1, linesAdded: 20, linesRemoved: 3, subagents: 0, quality: null,
        status: 'active', pinned: false, archived: false, tags: [], recordRevision: 0, ...change,
    };
}

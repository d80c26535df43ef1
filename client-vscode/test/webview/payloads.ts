/** Recorded answers over the bundled sample, cut short; pytest checks that they still fit the payload classes. */

import type {OverviewPayload, Payloads, QualityPayload, ReportName} from '../../src/payloads';
import compare from './payloads/compare.json';
import overview from './payloads/overview.json';
import performance from './payloads/performance.json';
import problems from './payloads/problems.json';
import session from './payloads/session.json';
import sessionTimeline from './payloads/sessionTimeline.json';
import sessions from './payloads/sessions.json';
import trends from './payloads/trends.json';

const RECORDED = {compare, overview, performance, problems, session, sessionTimeline, sessions, trends};

export type Recorded = keyof typeof RECORDED;

/** A copy, so that a test may change it. */
export function recorded<R extends Recorded>(report: R): Payloads[R] {
    return structuredClone(RECORDED[report]) as unknown as Payloads[R];
}

export function isRecorded(report: ReportName): report is Recorded {
    return report in RECORDED;
}

export function overviewWith(change: Partial<OverviewPayload['analytics']>): OverviewPayload {
    const payload = recorded('overview');
    return {...payload, analytics: {...payload.analytics, ...change}};
}

const mean = {mean: null, n: 0, label: 'unknown'} as const;
/** No session has a score. */
export const NO_QUALITY: QualityPayload = {
    generatedAt: '2026-03-20T12:00:00Z', revision: 1, partial: null, queryErrors: [], period: (overview as unknown as OverviewPayload).period,
    scores: {overall: mean, style: mean, logic: mean, security: mean}, scored: 0, sessionCount: 11,
    distribution: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], phases: [{phase: 'style', weight: 0.4, mean: null, n: 0, missing: 0}],
    sessions: [], total: 0, nextCursor: null, findings: [], daily: [], reviewers: [], rulesProblem: null,
};
/** One has. */
export const QUALITY: QualityPayload = {
    ...NO_QUALITY, scored: 1, distribution: [0, 0, 0, 0, 0, 0, 1, 0, 0, 0], total: 1,
    sessions: [{
        id: 'claude_code:one', title: 'Fix the tide table', engine: 'claude_code', overall: 60, style: null, logic: 60, security: null,
        partial: 'partial (no style and no security review)', sources: ['agent'], at: '2026-03-20T11:00:00Z',
    }],
    findings: [{source: 'ruff', rule: 'S105', severity: 'error', count: 2, corrected: 1, minutes: 18, loss: null, session: 'claude_code:one', file: 'src/tide.py', path: '/home/mira/tidewatch/src/tide.py', line: 7}],
    daily: [{date: '2026-03-20', errors: 2, warnings: 1, infos: 0, mean: 60, movingAverage: 60}],
};

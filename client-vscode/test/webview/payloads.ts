/** Recorded answers over the bundled sample, cut short; pytest checks that they still fit the payload classes. */

import type {OverviewPayload, Payloads, ReportName} from '../../src/payloads';
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

/** What the sidecar can be asked, and what it says by itself. */

import type {CancellationToken} from 'vscode';
import type {
    DeleteParams, DeletePayload, EditParams, EditPayload, ExportParams, ExportPayload, IdentifyParams, IdentifyPayload, ImportedPayload, ImportSarifParams, IndexPayload,
    Params, Payloads, ReportName, ReviewsPayload, RunReviewParams, SearchContentParams, SearchContentPart, SearchContentPayload, ShowFindingsParams, ShownPayload, StatusPayload,
} from './payloads';

/** The reports by name; the compiler checks that none is missing. */
const REPORT_NAMES: Record<ReportName, 1> = {
    overview: 1, status: 1, sessions: 1, session: 1, sessionTimeline: 1, sessionItem: 1, models: 1, engines: 1, tools: 1, daily: 1,
    problems: 1, performance: 1, trends: 1, glossary: 1, compare: 1, quality: 1, files: 1, blocks: 1,
    branches: 1, parseQuery: 1, completeQuery: 1, searchContent: 1, sessionReview: 1,
};
const NAMES: ReadonlySet<unknown> = new Set(Object.keys(REPORT_NAMES));

export function isReportName(value: unknown): value is ReportName {
    return NAMES.has(value);
}

/** The data changed: what is visible is to be asked again. */
export interface Changed {
    revision: number;
    status: StatusPayload | null;
}

/** Commands of the sidecar; any editor has them. */
export interface Commands {
    openAnalytics: {params: {sample?: boolean}; result: {path: string}};
    rebuildSessionIndex: {params: Record<string, never>; result: IndexPayload};
    refresh: {params: Record<string, never>; result: IndexPayload};
}

/** The sidecar as the surfaces see it. */
export interface Api {
    /** Asks one report; rejects when cancelled, refused or without a sidecar. */
    ask: <R extends ReportName>(report: R, params: Params[R], cancel?: CancellationToken) => Promise<Payloads[R]>;
    /** Looks through what was said in sessions; hits are told as they come and are not in the answer. */
    searchContent: (
        params: SearchContentParams, told: (part: SearchContentPart) => void, cancel?: CancellationToken,
    ) => Promise<SearchContentPayload>;
    /** Writes a report to a file. */
    export: (params: ExportParams) => Promise<ExportPayload>;
    /** Changes what is kept of sessions. */
    editSession: (params: EditParams) => Promise<EditPayload>;
    /** Deletes what is kept of sessions; never a transcript. */
    deleteSession: (params: DeleteParams) => Promise<DeletePayload>;
    identify: (params: IdentifyParams) => Promise<IdentifyPayload>;
    /** Reviews what sessions changed; cancelled, those that are done are kept. */
    review: (params: RunReviewParams, cancel: CancellationToken) => Promise<ReviewsPayload>;
    /** Takes the findings of a SARIF file as a review of a session. */
    importSarif: (params: ImportSarifParams) => Promise<ImportedPayload>;
    /** Shows a session's open findings as diagnostics of their files. */
    showFindings: (params: ShowFindingsParams) => Promise<ShownPayload>;
    clearFindings: () => Promise<ShownPayload>;
    command: <C extends keyof Commands>(
        name: C, params: Commands[C]['params'], cancel?: CancellationToken, progress?: (message: string, percent: number | null) => void,
    ) => Promise<Commands[C]['result']>;
}

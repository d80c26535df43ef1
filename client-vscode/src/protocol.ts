/** What the page and the extension host say to each other; nothing else passes between them. */

import type {Params, Payloads, Preset, ReportName, SearchContentPart} from './payloads';

/** What the page may ask the host to do beyond reports: a closed list. */
export type Verb =
    | 'refresh'
    | 'rebuildSessionIndex'
    | 'cancelIndexing'
    | 'showProblems'
    | 'showLog'
    | 'restartServer'
    | 'openSampleData'
    | 'manageTrust'
    | 'addFolder';

/** What the page may have done to what is kept of sessions: a closed list. */
export type SessionAct = 'pin' | 'unpin' | 'archive' | 'unarchive' | 'tag' | 'edit' | 'delete' | 'copyResume';

export type ReviewAct = 'run' | 'import' | 'show';

/** A request for one report; `seq` pairs it with its reply. */
export type Ask = {[R in ReportName]: {kind: 'ask'; seq: number; report: R; params: Params[R]}}[ReportName];

export type ToHost =
    | {kind: 'ready'}
    | Ask
    | {kind: 'cancel'; seq: number}
    /** Open the source file of a timeline item or problem; the host checks that it issued the path. */
    | {kind: 'open'; path: string; line: number | null}
    /** `rows` only for the message afterwards. */
    | {kind: 'export'; report: ReportName; format: 'csv' | 'json'; fileName: string; content: string; rows?: number}
    /** A report the server writes: what the page has no text for. */
    | {kind: 'save'; report: ReportName; params: object; format: 'html' | 'md'; fileName: string}
    /** Where the page is, so that a panel closed and opened again comes back there. */
    | {kind: 'at'; tab: Tab; preset?: Preset; days?: Days}
    | {kind: 'act'; act: SessionAct; ids: readonly string[]}
    | {kind: 'copy'; text: string}
    | {kind: 'command'; verb: Verb}
    /** Review sessions; of one, take findings from a file or show them beside their lines. */
    | {kind: 'review'; act: ReviewAct; ids: readonly string[]};

export type ToPage =
    /** Last known payloads, painted dimmed before the server answers. */
    | {kind: 'snapshot'; payloads: Partial<Payloads>; asOf: string}
    | {kind: 'reply'; seq: number; payload: Payloads[ReportName]}
    /** Hits of a search, before its reply. */
    | {kind: 'part'; seq: number; part: SearchContentPart}
    | {kind: 'fail'; seq: number; message: string}
    | {kind: 'changed'; revision: number}
    /** Go to a tab, a range preset or days, a session or two to compare. */
    | {kind: 'show'; tab: Tab; preset?: Preset; days?: Days; session?: string; compare?: [string, string]}
    | {kind: 'server'; state: 'starting' | 'running' | 'stopped'; reason?: string}
    | {kind: 'indexing'; done: number; total: number}
    /** `scope` is the setting `defaultScope`. */
    | {kind: 'workspace'; trusted: boolean; folders: string[]; scope?: 'all' | 'workspace'};

/** A range of one's own, both days included: `YYYY-MM-DD`. */
export interface Days {
    from: string;
    to: string;
}

export type Tab = 'overview' | 'performance' | 'quality' | 'trends' | 'sessions' | 'compare';

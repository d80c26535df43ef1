/** The HTML report: the file answers the page's questions out of itself. */

import type {Payloads, ReportName, SessionRow, SessionsPayload} from '../../src/payloads';
import type {Ask, ToHost, ToPage} from '../../src/protocol';
import {canonical} from './canonical';
import type {Host} from './host';
import {t} from '../../common/words';

/** What the Python that writes the file puts into it. */
export interface FileContent {
    sample: boolean;
    /** The session to begin with. */
    focus: string | null;
    /** The two sessions to begin with. */
    compare: [string, string] | null;
    answers: Record<string, Payloads[ReportName]>;
}

/** The file holds whole lists, which the page orders itself. */
const OF_A_LIST = new Set(['cursor', 'limit', 'sort']);
const MISSING = t('This is not in the file. Make a new report, or open Sightline in the editor, to see it.');

/** The content of the file this page is in, if it is in one. */
export function fileContent(document: Document): FileContent | null {
    const text = document.getElementById('sightline-file')?.textContent;
    return text === undefined || text === '' ? null : JSON.parse(text) as FileContent;
}

export function fileHost({answers, compare, focus, sample}: FileContent): Host {
    const known = new Map(Object.entries(answers));
    let receive: (message: ToPage) => void = () => undefined;
    return {
        kind: 'file',
        sample,
        ...(compare === null ? {} : {holds: 'compare' as const}),
        listen: listener => receive = listener,
        send: message => {
            if (message.kind === 'ask') queueMicrotask(() => receive(answer(known, message)));
            else if (message.kind === 'export') download(message);
            else if (message.kind === 'copy') void navigator.clipboard.writeText(message.text);
        },
        load: () => {
            if (compare !== null) return {tab: 'compare', compareA: compare[0], compareB: compare[1]};
            return focus === null ? null : {tab: 'sessions', session: focus};
        },
        save: () => undefined,
    };
}

function answer(known: ReadonlyMap<string, Payloads[ReportName]>, {params, report, seq}: Ask): ToPage {
    const question = Object.fromEntries(Object.entries(params).filter(([key]) => !OF_A_LIST.has(key)));
    const payload = known.get(canonical(report, question));
    if (payload === undefined) return {kind: 'fail', seq, message: MISSING};
    if (!('sort' in params)) return {kind: 'reply', seq, payload};
    const sessions = payload as SessionsPayload;
    return {kind: 'reply', seq, payload: {...sessions, rows: sorted(sessions.rows, params.sort)}};
}

/** Rows by a column, `-` before it for descending; unknown ones last, ties by id. */
export function sorted(rows: readonly SessionRow[], sort: string): SessionRow[] {
    const column = sort.replace(/^-/u, '') as keyof SessionRow;
    const direction = sort.startsWith('-') ? -1 : 1;
    return rows.toSorted((one, other) => {
        const [left, right] = [one[column] ?? null, other[column] ?? null];
        if (left !== right && (left === null || right === null)) return left === null ? 1 : -1;
        if (left !== right && left !== null && right !== null) return (left < right ? -1 : 1) * direction;
        return one.id < other.id ? -1 : 1;
    });
}

function download({content, fileName, format}: Extract<ToHost, {kind: 'export'}>): void {
    const url = URL.createObjectURL(new Blob([content], {type: format === 'csv' ? 'text/csv' : 'application/json'}));
    const link = document.createElement('a');
    link.href = url;
    link.download = fileName;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Messages of the page, checked at run time: what does not fit the protocol exactly is dropped. */

import {isReportName} from './api';
import type {Preset} from './payloads';
import type {ReviewAct, SessionAct, Tab, ToHost, Verb} from './protocol';

const VERBS = closed<Verb>({
    refresh: 1, rebuildSessionIndex: 1, cancelIndexing: 1, showProblems: 1, showLog: 1, restartServer: 1, openSampleData: 1,
    manageTrust: 1, addFolder: 1,
});
const REVIEWS = closed<ReviewAct>({run: 1, import: 1, show: 1});
const TABS = closed<Tab>({overview: 1, performance: 1, quality: 1, trends: 1, sessions: 1, compare: 1});
const PRESETS = closed<Preset>({today: 1, '7d': 1, '30d': 1, '90d': 1, all: 1});

const ACTS = closed<SessionAct>({
    pin: 1, unpin: 1, archive: 1, unarchive: 1, tag: 1, edit: 1, delete: 1, copyResume: 1,
});

const LONGEST_ID = 1000;
const MOST_IDS = 10_000;
/** As many as the server reviews in one go. */
const MOST_REVIEWED = 100;
const LONGEST_TEXT = 1 << 20;
const LONGEST_EXPORT = 64 << 20;
/** Names of exports are ours, never a title: no separator, no leading dot. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/u;

/** The message, or null when it is none of the protocol. */
export function fromPage(message: unknown): ToHost | null {
    if (!isObject(message)) return null;
    const seq = message['seq'];
    switch (message['kind']) {
        case 'ready': return {kind: 'ready'};
        case 'ask': return isCount(seq) ? ask(seq, message['report'], message['params']) : null;
        case 'cancel': return isCount(seq) ? {kind: 'cancel', seq} : null;
        case 'open': return open(message['path'], message['line']);
        case 'export': return exported(message);
        case 'save': return saved(message);
        case 'at': return at(message['tab'], message['preset'], message['days']);
        case 'copy': return isText(message['text'], LONGEST_TEXT) ? {kind: 'copy', text: message['text']} : null;
        case 'act': return acted(message['act'], message['ids']);
        case 'command': return VERBS(message['verb']) ? {kind: 'command', verb: message['verb']} : null;
        case 'review': return REVIEWS(message['act']) && isIds(message['ids'], MOST_REVIEWED) ? {kind: 'review', act: message['act'], ids: message['ids']} : null;
        default: return null;
    }
}

function acted(act: unknown, ids: unknown): ToHost | null {
    return ACTS(act) && isIds(ids, MOST_IDS) ? {kind: 'act', act, ids} : null;
}

function isIds(value: unknown, most: number): value is string[] {
    return Array.isArray(value) && value.length > 0 && value.length <= most && value.every(id => isText(id, LONGEST_ID));
}

function ask(seq: number, report: unknown, params: unknown): ToHost | null {
    if (!isReportName(report) || !isObject(params)) return null;
    // The server checks the parameters of each report; here they only have to be an object.
    return {kind: 'ask', seq, report, params} as unknown as ToHost;
}

function open(path: unknown, line: unknown): ToHost | null {
    if (!isText(path, LONGEST_TEXT)) return null;
    return line === null || isCount(line) ? {kind: 'open', path, line} : null;
}

function exported({report, format, fileName, content, rows}: Record<string, unknown>): ToHost | null {
    if (!isReportName(report) || (format !== 'csv' && format !== 'json')) return null;
    if (!isText(fileName, 200) || !FILE_NAME.test(fileName) || !isText(content, LONGEST_EXPORT)) return null;
    return {kind: 'export', report, format, fileName, content, ...(isCount(rows) ? {rows} : {})};
}

function saved({report, params, format, fileName}: Record<string, unknown>): ToHost | null {
    if (!isReportName(report) || !isObject(params) || (format !== 'html' && format !== 'md')) return null;
    if (!isText(fileName, 200) || !FILE_NAME.test(fileName)) return null;
    return {kind: 'save', report, params, format, fileName};
}

function at(tab: unknown, preset: unknown, days: unknown): ToHost | null {
    if (!TABS(tab)) return null;
    if (isObject(days) && isDay(days['from']) && isDay(days['to'])) return {kind: 'at', tab, days: {from: days['from'], to: days['to']}};
    return PRESETS(preset) ? {kind: 'at', tab, preset} : {kind: 'at', tab};
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown, longest: number): value is string {
    return typeof value === 'string' && value.length <= longest;
}

function isDay(value: unknown): value is string {
    return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/u.test(value);
}

function isCount(value: unknown): value is number {
    return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whether a value is one of a closed list; the compiler checks that the list is whole. */
function closed<T extends string>(list: Record<T, 1>): (value: unknown) => value is T {
    const names = new Set<unknown>(Object.keys(list));
    return (value): value is T => names.has(value);
}

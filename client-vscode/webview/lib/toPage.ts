/** Messages of the host, checked at run time: what does not fit the protocol is dropped. */

import type {ToPage} from '../../src/protocol';

const FORMS: Record<ToPage['kind'], Record<string, (value: unknown) => boolean>> = {
    snapshot: {payloads: isObject, asOf: isText},
    reply: {seq: Number.isSafeInteger, payload: isObject},
    part: {seq: Number.isSafeInteger, part: isObject},
    fail: {seq: Number.isSafeInteger, message: isText},
    changed: {revision: Number.isSafeInteger},
    show: {tab: isText},
    server: {state: value => value === 'starting' || value === 'running' || value === 'stopped'},
    indexing: {done: Number.isFinite, total: Number.isFinite},
    workspace: {trusted: value => typeof value === 'boolean', folders: value => Array.isArray(value) && value.every(isText)},
};
const KINDS = new Map(Object.entries(FORMS));

/** The message, or null when it is none of the protocol. */
export function toPage(message: unknown): ToPage | null {
    if (!isObject(message)) return null;
    const form = KINDS.get(String(message['kind']));
    if (form === undefined || !Object.entries(form).every(([key, fits]) => fits(message[key]))) return null;
    return message as unknown as ToPage;
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
    return typeof value === 'string';
}

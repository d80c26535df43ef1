/** Who answers the page: the editor's extension, or the file the page is in. */

import type {Tab, ToHost, ToPage} from '../../src/protocol';
import {toPage} from './toPage';

export interface Host {
    /** A file answers only what is in it, and can do nothing else. */
    readonly kind: 'editor' | 'file';
    /** Made-up sessions, which must be said. */
    readonly sample: boolean;
    /** A tab that otherwise only a server can answer, which this file has one answer of. */
    readonly holds?: Tab;
    send: (message: ToHost) => void;
    listen: (receive: (message: ToPage) => void) => void;
    /** What `save` kept last. */
    load: () => unknown;
    save: (place: unknown) => void;
}

interface EditorApi {
    postMessage: (message: unknown) => void;
    getState: () => unknown;
    setState: (state: unknown) => void;
}

declare global {
    /** Given by the editor to a page inside it. */
    var acquireVsCodeApi: (() => EditorApi) | undefined;
}

/** The editor around this page, if there is one. */
export function editorHost(): Host | null {
    const api = globalThis.acquireVsCodeApi?.();
    if (api === undefined) return null;
    let dropped = 0;
    return {
        kind: 'editor',
        sample: false,
        send: message => api.postMessage(message),
        listen: receive => addEventListener('message', ({data}: MessageEvent<unknown>) => {
            const message = toPage(data);
            if (message !== null) receive(message);
            else console.warn(`Dropped ${dropped += 1} messages that do not fit the protocol`);
        }),
        load: () => api.getState(),
        save: place => api.setState(place),
    };
}

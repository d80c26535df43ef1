/** The paths the host has issued to a page: the only ones it opens for it. */

import {isAbsolute} from 'node:path';

const PATH_KEYS: ReadonlySet<string> = new Set(['path', 'sourcePath']);

export class IssuedPaths {
    readonly #paths = new Set<string>();

    /** Remembers each path that a payload shows. */
    issue(payload: unknown): void {
        if (Array.isArray(payload)) {
            for (const item of payload) this.issue(item);
        } else if (typeof payload === 'object' && payload !== null) {
            for (const [key, value] of Object.entries(payload)) {
                if (typeof value !== 'string') this.issue(value);
                else if (PATH_KEYS.has(key) && isAbsolute(value)) this.#paths.add(value);
            }
        }
    }

    has(path: string): boolean {
        return this.#paths.has(path);
    }
}

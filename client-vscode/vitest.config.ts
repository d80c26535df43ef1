/** Unit tests: the host's pure parts in Node, the page's in a document. */

import {defineConfig} from 'vitest/config';

/** A loaded machine is slow, not wrong. */
const testTimeout = 30_000;

export default defineConfig({
    test: {
        projects: [
            {test: {name: 'host', include: ['test/*.test.ts'], environment: 'node', testTimeout}},
            {
                test: {
                    name: 'page',
                    include: ['webview/**/*.test.ts', 'test/webview/**/*.test.ts'],
                    environment: 'happy-dom',
                    testTimeout,
                },
            },
        ],
    },
});

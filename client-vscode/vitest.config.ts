/** Unit tests: the host's pure parts in Node, the page's in a document. */

import {defineConfig} from 'vitest/config';

export default defineConfig({
    test: {
        // A loaded machine is slow, not wrong.
        testTimeout: 30_000,
        projects: [
            {test: {
        // A loaded machine is slow, not wrong.
        testTimeout: 30_000,name: 'host', include: ['test/*.test.ts'], environment: 'node'}},
            {
                test: {
        // A loaded machine is slow, not wrong.
        testTimeout: 30_000,
                    name: 'page',
                    include: ['webview/**/*.test.ts', 'test/webview/**/*.test.ts'],
                    environment: 'happy-dom',
                },
            },
        ],
    },
});

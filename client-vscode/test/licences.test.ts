import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {dependencies: Record<string, string>};

describe('the built extension', () => {
    it.each(Object.entries(manifest.dependencies))('carries the licence of %s', (name, version) => {
        const text = readFileSync(new URL('../dist/LICENCES.txt', import.meta.url), 'utf8');
        expect(text).toContain(`${name} ${version} (`);
    });
});

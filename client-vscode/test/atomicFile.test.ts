import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {writeWhole} from '../src/atomicFile';
import {testFolder} from './folder';

// DE1: atomic.
test('an export replaces a file as a whole and leaves nothing beside it', async () => {
    const folder = testFolder();
    writeFileSync(join(folder, 'a.csv'), 'old and longer');
    await writeWhole(join(folder, 'a.csv'), 'new');
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.csv']);
});

test('a failed export leaves nothing behind', async () => {
    const folder = testFolder();
    mkdirSync(join(folder, 'a.csv'));
    await expect(writeWhole(join(folder, 'a.csv'), 'new')).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['a.csv']);
});

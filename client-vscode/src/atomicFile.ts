/** A file that is there as a whole or not at all. */

import {open, rename, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';

/** Writes aside, flushes to the disk, renames. */
export async function writeWhole(path: string, content: string): Promise<void> {
    const aside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
    try {
        const file = await open(aside, 'wx');
        try {
            await file.writeFile(content, 'utf8');
            await file.sync();
        } finally {
            await file.close();
        }
        await rename(aside, path);
    } catch (error) {
        await rm(aside, {force: true});
        throw error;
    }
}

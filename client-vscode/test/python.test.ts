import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {findPython, usualPythons, verdict} from '../src/python';
import {testFolder} from './folder';

const MINORS = ['3.11', '3.12'];

function script(body: string): readonly [string] {
    const path = join(testFolder(), 'python');
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
    return [path];
}

test('a 64-bit CPython of a bundled minor version is usable', () => {
    expect(verdict(['python3'], 'cpython 3.12 64\n', MINORS).usable).toBe(true);
});

test.each(['cpython 3.10 64', 'cpython 3.15 64', 'pypy 3.11 64', 'cpython 3.11 32', '', 'Python was not found'])(
    'not usable: %j', line => {
        expect(verdict(['python3'], line, MINORS).usable).toBe(false);
    },
);

test('the first usable candidate wins, and each verdict on the way is kept', async () => {
    const old = script('echo cpython 3.9 64');
    const good = script('echo cpython 3.11 64');
    const never = script('echo cpython 3.12 64');
    const {argv, verdicts} = await findPython([['/nowhere/python3'], old, good, never], MINORS);
    expect(argv).toEqual(good);
    expect(verdicts.map(({reason}) => reason)).toEqual([
        'not found', 'cpython 3.9, 64 bit: needs 64-bit CPython 3.11, 3.12', 'cpython 3.11, 64 bit',
    ]);
});

test('a candidate that fails is passed over', async () => {
    expect((await findPython([script('exit 9')], MINORS)).verdicts[0]?.reason).toBe('failed (9)');
});

test('a probe sees neither user packages nor the environment', async () => {
    const strict = script('[ "$1 $2 $3" = "-I -S -c" ] && echo cpython 3.11 64');
    expect((await findPython([strict], MINORS)).argv).toEqual(strict);
});

test('Windows is asked for its launcher first', () => {
    expect(usualPythons('win32')).toEqual([['py', '-3'], ['python']]);
    expect(usualPythons('linux')[0]).toEqual(['python3']);
});

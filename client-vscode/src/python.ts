/** Which Python runs the sidecar: candidates in order, each probed before it is trusted. */

import {execFile} from 'node:child_process';

/** A way to call Python: the program and what comes before our own arguments. */
export type Argv = readonly [string, ...string[]];

/** What a probe found out about one candidate. */
export interface Verdict {
    argv: Argv;
    usable: boolean;
    /** For the log: the version, or why it cannot be used. */
    reason: string;
}

const PROBE = [
    'import sys, struct',
    "print(sys.implementation.name, '%d.%d' % sys.version_info[:2], struct.calcsize('P') * 8)",
].join('\n');
const PROBE_TIMEOUT_MS = 10_000;

/** Where to look for Python when neither a setting nor the Python extension names one. */
export function usualPythons(platform: NodeJS.Platform): Argv[] {
    return platform === 'win32'
        ? [['py', '-3'], ['python']]
        : [['python3'], ['python'], ['/usr/bin/python3'], ['/opt/homebrew/bin/python3'], ['/usr/local/bin/python3']];
}

/** What the probe's one line says about a candidate, given the minor versions the bundle was built for. */
export function verdict(argv: Argv, line: string, minors: readonly string[]): Verdict {
    const [implementation = '', version = '', bits = ''] = line.trim().split(' ');
    const found = `${implementation} ${version}, ${bits} bit`;
    const usable = implementation === 'cpython' && bits === '64' && minors.includes(version);
    return {argv, usable, reason: usable ? found : `${found}: needs 64-bit CPython ${minors.join(', ')}`};
}

/** Runs a candidate, isolated from the user's packages, and asks what it is. */
export function probe(argv: Argv, minors: readonly string[]): Promise<Verdict> {
    const [program, ...before] = argv;
    return new Promise(resolve => {
        const options = {timeout: PROBE_TIMEOUT_MS, windowsHide: true};
        execFile(program, [...before, '-I', '-S', '-c', PROBE], options, (error, stdout) => {
            resolve(error ? {argv, usable: false, reason: failure(error)} : verdict(argv, stdout, minors));
        });
    });
}

function failure(error: Error & {code?: unknown; killed?: boolean}): string {
    if (error.killed === true) return `no answer within ${PROBE_TIMEOUT_MS / 1000} s`;
    return error.code === 'ENOENT' ? 'not found' : `failed (${String(error.code)})`;
}

/** The first usable candidate, and what was found on the way to it. */
export async function findPython(
    candidates: readonly Argv[], minors: readonly string[],
): Promise<{argv: Argv | null; verdicts: Verdict[]}> {
    const verdicts: Verdict[] = [];
    for (const candidate of candidates) {
        const found = await probe(candidate, minors);
        verdicts.push(found);
        if (found.usable) return {argv: candidate, verdicts};
    }
    return {argv: null, verdicts};
}

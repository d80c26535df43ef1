/** The terminal's answers, by the same sidecar that the extension brought. */

import {execFileSync} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {environment} from './workbench.mjs';

/** Asks one verb of the bundled command line for JSON. */
export function cli(extensions, home) {
    return (...verb) => {
        const name = readdirSync(extensions).find(folder => folder.startsWith('sightline.sightline-'));
        const run = join(extensions, name, 'bundled/run.py');
        const answer = execFileSync('python3', ['-I', '-S', '-X', 'utf8', run, ...verb, '--json'], {
            env: environment(home), cwd: home, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'],
        });
        return JSON.parse(answer);
    };
}

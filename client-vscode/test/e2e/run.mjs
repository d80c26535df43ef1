/** The end-to-end test: the packed extension with its bundled sidecar in a real workbench. */

import {mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {cli} from './cli.mjs';
import {FOLDERS, makeFolders} from './folders.mjs';
import {makeHome} from './home.mjs';
import {RESTRICTED, TRUSTED} from './scenarios.mjs';
import {LANGUAGE, TRANSLATED, translation} from './translated.mjs';
import {startWorkbench} from './workbench.mjs';

const artifacts = fileURLToPath(new URL('artifacts', import.meta.url));
const client = fileURLToPath(new URL('../..', import.meta.url));
const {values: {only}} = parseArgs({options: {only: {type: 'string'}}});
const WORLDS = [
    {name: 'trusted', scenarios: TRUSTED, trusted: true, make: makeHome},
    {name: 'several folders', scenarios: FOLDERS, trusted: true, make: makeFolders},
    {name: 'Restricted Mode', scenarios: RESTRICTED, trusted: false, make: makeHome},
    {name: 'another language', scenarios: TRANSLATED, trusted: true, make: makeHome, translated: {language: LANGUAGE, texts: translation()}},
];
const results = [];

rmSync(artifacts, {recursive: true, force: true});
mkdirSync(artifacts, {recursive: true});
for (const world of WORLDS) await runAll(world);
const failed = results.filter(({error}) => error !== null);
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** One workbench with a home of its own, and its scenarios one after the other; those whose names fit what was asked for. */
async function runAll({name: title, scenarios, make, ...options}) {
    const wanted = Object.entries(scenarios).filter(([name]) => only === undefined || new RegExp(only, 'u').test(`${title}: ${name}`));
    if (wanted.length === 0) return;
    const folder = mkdtempSync(join(tmpdir(), 'sightline-e2e-'));
    const home = join(folder, 'home');
    const workspace = join(home, 'shop');
    const sessions = make(home, workspace);
    const begun = {folder, home, vsix: vsix(), workspace, file: sessions.file, ...options};
    const workbench = await startWorkbench(begun).catch(() => startWorkbench(begun)); // the start, never an assertion, twice
    const world = {...workbench, home, workspace, sessions, cli: cli(workbench.extensions, home), shot: name => shot(workbench.page, name)};
    try {
        for (const [name, scenario] of wanted) await runOne(name, scenario, world);
        await runOne(`no policy violation, ${title}`, noneSeen('violations'), world);
        await runOne(`no request leaves the machine, ${title}`, noneSeen('foreign'), world);
    } finally {
        await workbench.stop();
        writeFileSync(join(artifacts, `console-${title.replaceAll(' ', '-')}.log`), workbench.seen.console.join('\n'));
        rmSync(folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 200});
    }
}

async function runOne(name, scenario, world) {
    const begun = Date.now();
    const error = await (async () => scenario(world))().then(() => null, reason => reason);
    results.push({name, error});
    console.log(`${error === null ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    if (error === null) return;
    console.log(error.stack.replaceAll(/^/gmu, '     '));
    await shot(world.page, `failed-${name.replaceAll(/\W+/gu, '-')}`);
}

function noneSeen(kind) {
    return ({seen}) => {
        if (seen[kind].length > 0) throw new Error([...new Set(seen[kind])].slice(0, 10).join('\n'));
    };
}

function shot(page, name) {
    return page.screenshot({path: join(artifacts, `${name}.png`)});
}

function vsix() {
    const name = readdirSync(client).find(file => file === `sightline-${process.platform}-${process.arch}.vsix`);
    if (name === undefined) throw new Error('no VSIX of this platform: run npm run package');
    return join(client, name);
}

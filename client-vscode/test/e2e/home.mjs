/** A home folder as agents leave it: the recorded cases of tests/sessions, and sessions of today. */

import {appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const cases = fileURLToPath(new URL('../../../tests/sessions', import.meta.url));
/** Made by a program that the workspace named: must never be there. */
export const TRACE = 'ran-by-workspace';
/** What each turn of a session adds to `src/prices.ts`. */
export const ADDED = 'export const cached = new Map<string, number>();\n// TODO: forget old prices';
const DAY_MS = 24 * 3_600_000;
/** The seed's examples of the search. */
export const SEARCHES = [
    'agent:backend-developer model:claude-opus-4-7 after:2026-03-01 cost:>1', 'quality:<70 outputTokens:>5000',
    'agent:frontend-developer "dark mode" after:2026-03-15', 'has:error', 'before:2026-01-01', 'cost:1..5 -tag:wip (engine:codex OR engine:claude_code)',
];
/** What a transcript may hold, and a page must show as text. */
export const HOSTILE = [
    '<img src=x onerror="globalThis.hit=1">', '"><svg onload=globalThis.hit=1>', '${globalThis.hit=1} {{constructor.constructor("hit=1")()}}',
    '[x](command:workbench.action.quit) $(error) javascript:globalThis.hit=1',
];

/** Makes home and workspace; returns the sessions the scenarios speak about. */
export function makeHome(home, workspace, now = Date.now()) {
    mkdirSync(workspace, {recursive: true});
    copyCases('claude_code', join(home, '.claude/projects/-recorded-cases'));
    copyCases('codex', join(home, '.codex/sessions/2026/01/15'), name => `rollout-${name}`);

    const session = (...given) => addSession(home, workspace, ...given);
    const today = session(1, 'Add a cache to the price list', now - 60_000, 3);
    const earlier = session(2, 'Why does the build fail?', now - 3 * DAY_MS, 2);
    HOSTILE.forEach((text, at) => session(at + 3, text, now - 2 * DAY_MS - at * 60_000, 1));
    writeFileSync(join(workspace, 'package.json'), '{"name": "shop"}\n');
    temptation(home, workspace);
    return {today, earlier};
}

/** A session of an agent in a folder. */
export function addSession(home, cwd, number, title, start, turns) {
    const id = `5e551011-0000-4000-8000-${String(number).padStart(12, '0')}`;
    const file = join(home, '.claude/projects', cwd.replace(/[^A-Za-z0-9]/gu, '-'), `${id}.jsonl`);
    writeSession(file, {id, prompt: title, cwd, start, turns});
    return {id, title, file};
}

/** Appends one more answer of the model to a session, now. */
export function appendAnswer(session, workspace, number) {
    const answer = assistant({id: session.id, cwd: workspace}, Date.now(), `late-${number}`, [{type: 'text', text: 'Done.'}]);
    appendFileSync(session.file, `${JSON.stringify(answer)}\n`);
}

/** What a repository might try: settings, in both notations, that name a program to run. */
function temptation(home, workspace) {
    const serverCommand = ['sh', '-c', `touch ${join(home, TRACE)}`];
    const settings = {'sightline.serverCommand': serverCommand, 'sightline.interpreter': '/bin/sh', sightline: {serverCommand}};
    mkdirSync(join(workspace, '.vscode'), {recursive: true});
    writeFileSync(join(workspace, '.vscode/settings.json'), JSON.stringify(settings));
}

function copyCases(engine, to, rename = name => name) {
    const from = join(cases, engine);
    if (!existsSync(from)) throw new Error(`no recorded cases in ${from}`);
    mkdirSync(to, {recursive: true});
    for (const path of readdirSync(from, {recursive: true}).filter(name => name.endsWith('.jsonl'))) {
        const target = join(to, dirname(path), rename(basename(path)));
        mkdirSync(dirname(target), {recursive: true});
        cpSync(join(from, path), target);
    }
}

function writeSession(file, {id, prompt, cwd, start, turns}) {
    const session = {id, cwd};
    const lines = [];
    for (let turn = 0; turn < turns; turn += 1) {
        const at = start + turn * 10_000;
        const tool = `toolu_${id.slice(-4)}_${turn}`;
        const path = join(cwd, 'src/prices.ts');
        lines.push(
            user(session, at, turn === 0 ? prompt : `And step ${turn + 1}?`),
            assistant(session, at + 2_000, `${id.slice(-4)}-${turn}-a`, [
                {type: 'tool_use', id: tool, name: 'Edit', input: {file_path: path, old_string: 'a', new_string: ADDED}},
            ]),
            {
                ...user(session, at + 3_000, [{type: 'tool_result', tool_use_id: tool, content: 'edited'}]),
                toolUseResult: {filePath: path, structuredPatch: [{lines: ['-a', ...ADDED.split('\n').map(line => `+${line}`)]}], userModified: false},
            },
            assistant(session, at + 5_000, `${id.slice(-4)}-${turn}-b`, [{type: 'text', text: 'Done.'}]),
        );
    }
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
}

function user(session, at, content) {
    return {...common(session, at, 'user'), message: {role: 'user', content}};
}

function assistant(session, at, name, content) {
    return {
        ...common(session, at, 'assistant'),
        requestId: `req_${name}`,
        message: {
            id: `msg_${name}`, type: 'message', role: 'assistant', model: 'claude-opus-4-5-20251101', content, stop_reason: 'end_turn',
            usage: {
                input_tokens: 1_200, output_tokens: 3_400, cache_read_input_tokens: 56_000, cache_creation_input_tokens: 7_800,
                cache_creation: {ephemeral_5m_input_tokens: 7_800, ephemeral_1h_input_tokens: 0}, service_tier: 'standard',
            },
        },
    };
}

let lineNumber = 0;

function common(session, at, type) {
    lineNumber += 1;
    return {
        type, uuid: `00000000-0000-4000-8000-${String(lineNumber).padStart(12, '0')}`, parentUuid: null, sessionId: session.id,
        timestamp: new Date(at).toISOString(), cwd: session.cwd, gitBranch: 'main', version: '2.1.120', isSidechain: false,
    };
}

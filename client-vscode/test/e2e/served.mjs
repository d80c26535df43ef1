/** The built page in chromium under its real policy, answered by a real sidecar: no workbench around it. */

import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {createMessageConnection, StreamMessageReader, StreamMessageWriter} from 'vscode-jsonrpc/node';
import {CHROMIUM, environment} from './workbench.mjs';

const client = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(client, 'dist/webview');
const ORIGIN = 'https://page.test';
const THEMES = JSON.parse(readFileSync(new URL('themes.json', import.meta.url), 'utf8'));

export const themeKinds = Object.keys(THEMES);

/** A sidecar over a home folder, as the extension starts it. */
export async function startSidecar({home, command, settings = {}}) {
    const [program, ...options] = command;
    const process = spawn(program, options, {env: environment(home), cwd: home, stdio: ['pipe', 'pipe', 'pipe']});
    const errors = [];
    process.stderr.on('data', chunk => errors.push(String(chunk)));
    const connection = createMessageConnection(new StreamMessageReader(process.stdout), new StreamMessageWriter(process.stdin));
    const whole = new Promise(resolve => connection.onNotification('sightline/changed', ({status}) => status?.partial === null && status.sessions > 0 && resolve()));
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.listen();
    await connection.sendRequest('initialize', {
        processId: globalThis.process.pid, rootUri: null, capabilities: {window: {workDoneProgress: true}},
        initializationOptions: {clientVersion: '0', trusted: true, timeZone: 'UTC', settings},
    });
    await connection.sendNotification('initialized', {});
    return {connection, errors, whole, ask: (report, params) => connection.sendRequest(`sightline/${report}`, params), stop: async () => {
        await connection.sendRequest('shutdown');
        await connection.sendNotification('exit');
        connection.dispose();
    }};
}

export function startBrowser() {
    return chromium.launch({executablePath: '/usr/bin/chromium', args: CHROMIUM});
}

/**
 * A page in a theme, at a place it was left at; what it sent to its host beyond questions is in `sent`,
 * what it should never have done in `violations` and `foreign`. `texts` is a translation,
 * `snapshot` the message with the last known numbers, as the editor hands them over.
 */
export async function openPage(browser, {ask, folders = [], kind = 'vs-dark', place = null, width = 1440, height = 960, zoom = 1, texts = null, snapshot = null, answer = payload => payload}) {
    // Zoom of an editor makes pixels larger and the page smaller.
    const context = await browser.newContext({viewport: {width: Math.round(width / zoom), height: Math.round(height / zoom)}, deviceScaleFactor: zoom, timezoneId: 'UTC'});
    const page = await context.newPage();
    const world = {page, sent: [], violations: [], foreign: [], kept: null};
    await context.route(() => true, route => (route.request().url().startsWith(ORIGIN) ? serve(route, kind, texts) : refuse(route, world.foreign)));
    page.on('console', message => {
        if (message.text().includes('Content Security Policy')) world.violations.push(message.text());
    });
    page.on('pageerror', error => world.violations.push(error.message));
    const answers = async message => {
        if (message.kind === 'ready') return [{kind: 'workspace', trusted: true, folders}, {kind: 'server', state: 'running'}, ...(snapshot === null ? [] : [snapshot])];
        if (message.kind !== 'ask') {
            world.sent.push(message);
            return [];
        }
        const {params, report, seq} = message;
        return await ask(report, params).then(payload => [{kind: 'reply', seq, payload: answer(payload, report)}], ({message: words}) => [{kind: 'fail', seq, message: words}]);
    };
    // As text: the way into the page is slow for large objects.
    await page.exposeFunction('tellHost', async message => JSON.stringify(await answers(message)));
    await page.exposeFunction('keepPlace', kept => {
        world.kept = kept;
    });
    await page.addInitScript(hostInPage, place);
    await page.addInitScript(noteTimes);
    await page.goto(`${ORIGIN}/index.html`);
    return world;
}

/** Everything asked has been answered and drawn. */
export async function settled(page) {
    await page.waitForFunction(() => document.body.dataset.state !== 'loading'
        && document.querySelector('[aria-busy=true], .waiting') === null
        && [...document.querySelectorAll('sightline-plot .chart, sightline-timeline .chart')].every(chart => chart.querySelector('svg, canvas') !== null));
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** The theme as the editor gives it: variables of the root, a class of the body. */
export async function wear(page, kind) {
    await page.evaluate(({classes, variables}) => {
        for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
        document.body.className = classes;
    }, THEMES[kind]);
}

/** Milliseconds after the page was opened: numbers of any age, then those of now. */
function noteTimes() {
    const begun = performance.now();
    const times = globalThis.times = {};
    const look = () => {
        const row = document.querySelector('.kpi[data-metric=cost]')?.closest('.kpis');
        if (row) times.first ??= performance.now() - begun;
        if (row && !row.classList.contains('dimmed')) times.now ??= performance.now() - begun;
        else requestAnimationFrame(look);
    };
    look();
}

function hostInPage(place) {
    const {keepPlace, tellHost} = globalThis;
    let state = place ?? undefined;
    globalThis.acquireVsCodeApi = () => ({
        getState: () => state,
        setState: kept => {
            state = kept;
            void keepPlace(kept);
        },
        postMessage: message => void tellHost(message).then(answers => {
            for (const one of JSON.parse(answers)) globalThis.postMessage(one, '*');
        }),
    });
}

async function serve(route, kind, texts) {
    const {pathname} = new URL(route.request().url());
    if (pathname === '/index.html') {
        const policy = `default-src 'none'; script-src 'nonce-n'; style-src ${ORIGIN}; img-src ${ORIGIN}; font-src ${ORIGIN}`;
        const {classes, variables} = THEMES[kind];
        const translation = texts === null ? '' : `<script type="application/json" id="sightline-texts">${JSON.stringify(texts).replaceAll('<', '\\u003c')}</script>`;
        await route.fulfill({contentType: 'text/html', body: `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="${policy}"><title>Sightline</title>
            <link rel="stylesheet" href="/theme.css"><link rel="stylesheet" href="/style.css"></head>
            <body class="${classes}" data-state="loading">${translation}<script type="module" nonce="n" src="/main.js"></script></body></html>`, headers: {'x-kind': String(Object.keys(variables).length)}});
    } else if (pathname === '/theme.css') {
        const {variables} = THEMES[kind];
        await route.fulfill({contentType: 'text/css', body: `:root {${Object.entries(variables).map(([name, value]) => `${name}: ${value};`).join(' ')}}`});
    } else {
        const type = pathname.endsWith('.css') ? 'text/css' : 'text/javascript';
        await route.fulfill({contentType: type, body: readFileSync(join(dist, pathname))});
    }
}

async function refuse(route, foreign) {
    foreign.push(route.request().url());
    await route.abort();
}

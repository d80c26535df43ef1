/**
 * How fast the page is in a real browser, under its real policy: medians of several runs.
 *
 *     node pagebench.mjs [--json] [--runs N]
 *
 * The page is the built one; what the sidecar would answer is made up here, as large as the budgets name.
 */

import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {chromium} from 'playwright-core';
import {CHROMIUM} from './workbench.mjs';

const client = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(client, 'dist/webview');
const ORIGIN = 'https://page.test';
const ITEMS = 5000;
const ROWS = 50_000;
const {values} = parseArgs({options: {json: {type: 'boolean'}, runs: {type: 'string', default: '5'}}});

const recorded = name => JSON.parse(readFileSync(join(client, `test/webview/payloads/${name}.json`), 'utf8'));
const payloads = {
    overview: recorded('overview'), session: recorded('session'), sessions: manySessions(), sessionTimeline: longTimeline(),
};

const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: CHROMIUM});
const samples = {};
try {
    for (let run = 0; run < Number(values.runs); run += 1) {
        for (const [what, value] of Object.entries(await measured())) (samples[what] ??= []).push(value);
    }
} finally {
    await browser.close();
}
const rows = [
    row('page bundle without charts', 'KiB', [statSync(join(dist, 'main.js')).size / 1024], null),
    row('page bundle with charts', 'KiB', [bundleBytes() / 1024], 1024),
    row('panel opened to the last known numbers', 'ms', samples.snapshot, 300),
    row('panel opened to charts drawn', 'ms', samples.charts, null),
    row(`timeline of ${ITEMS} items: first draw`, 'ms', samples.timeline, 100),
    row('timeline: a frame while zooming and panning', 'ms', samples.frame, 16),
    row(`list of ${ROWS} rows: shown`, 'ms', samples.list, null),
    row('list: blank frames of 60 while scrolling', 'frames', samples.blank, 0),
    row(`list of ${ROWS} rows: a search put in force to its rows shown`, 'ms', samples.search, null),
];
if (values.json) console.log(JSON.stringify(rows));
else for (const {what, unit, median, budget} of rows) console.log(`${what.padEnd(48)} ${median.toFixed(1).padStart(8)} ${unit}${budget === null ? '' : `  (budget ${budget})`}`);

/** One page, opened anew and led through what is measured. */
async function measured() {
    const page = await (await browser.newContext({viewport: {width: 1440, height: 960}})).newPage();
    page.on('pageerror', error => {
        throw error;
    });
    await page.route(`${ORIGIN}/**`, route => serve(route));
    await page.addInitScript(hostInPage, payloads);
    await page.goto(`${ORIGIN}/index.html`);
    await page.waitForFunction(() => globalThis.bench?.snapshot !== undefined && document.querySelector('sightline-plot svg') !== null);
    const {snapshot, charts} = await page.evaluate(() => ({snapshot: globalThis.bench.snapshot - globalThis.bench.begun, charts: performance.now() - globalThis.bench.begun}));

    await page.locator('#tab-sessions').click();
    await page.locator('[data-session]').first().waitFor();
    const list = await page.evaluate(() => globalThis.bench.list);
    const blank = await page.evaluate(blankFrames);

    const search = await page.evaluate(searchTime);

    await page.locator('[data-session]').first().click();
    await page.waitForFunction(() => globalThis.bench.timeline !== undefined);
    const timeline = await page.evaluate(() => globalThis.bench.timeline);
    await page.locator('sightline-timeline .chart').focus();
    const frame = await page.evaluate(frameTime);
    if (process.env.DEBUG) console.log(await page.evaluate(() => globalThis.bench));
    return {snapshot, charts, timeline, frame, list, blank, search};
}

async function serve(route) {
    const {pathname} = new URL(route.request().url());
    if (pathname === '/index.html') {
        const policy = `default-src 'none'; script-src 'nonce-n'; style-src ${ORIGIN}; img-src ${ORIGIN}; font-src ${ORIGIN}`;
        await route.fulfill({contentType: 'text/html', body: `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="${policy}"><link rel="stylesheet" href="/style.css"></head>
            <body class="in-file" data-state="loading"><script type="module" nonce="n" src="/main.js"></script></body></html>`});
        return;
    }
    const type = pathname.endsWith('.css') ? 'text/css' : 'text/javascript';
    await route.fulfill({contentType: type, body: readFileSync(join(dist, pathname))});
}

/** The editor's side, inside the page: answers at once, and notes when what it sent was drawn. */
function hostInPage(answers) {
    const bench = globalThis.bench = {begun: performance.now(), work: 0};
    // All drawing happens in frames: their work is what a frame costs.
    const frame = globalThis.requestAnimationFrame.bind(globalThis);
    globalThis.requestAnimationFrame = draw => frame(at => {
        const begun = performance.now();
        draw(at);
        bench.work += performance.now() - begun;
    });
    const tell = message => globalThis.postMessage(message, '*');
    const drawn = (what, selector) => {
        const begun = performance.now();
        const look = () => {
            if (document.querySelector(selector) === null) requestAnimationFrame(look);
            else requestAnimationFrame(() => bench[what] ??= performance.now() - begun);
        };
        look();
    };
    globalThis.acquireVsCodeApi = () => ({
        getState: () => undefined,
        setState: () => undefined,
        postMessage: message => {
            if (message.kind === 'ready') {
                bench.ready = performance.now();
                tell({kind: 'workspace', trusted: true, folders: []});
                tell({kind: 'server', state: 'running'});
                tell({kind: 'snapshot', payloads: {overview: answers.overview}, asOf: '2026-03-20T12:00:00Z'});
                const look = () => {
                    if (document.querySelector('.kpi[data-metric=cost]') === null) requestAnimationFrame(look);
                    else bench.snapshot ??= performance.now();
                };
                look();
            } else if (message.kind === 'ask' && answers[message.report] !== undefined) {
                tell({kind: 'reply', seq: message.seq, payload: answers[message.report]});
                if (message.report === 'sessions') drawn('list', '[data-session]');
                if (message.report === 'sessionTimeline') drawn('timeline', 'sightline-timeline canvas');
            }
        },
    });
}

/** Milliseconds from Enter in the search box to the first row of the answer. */
async function searchTime() {
    const first = document.querySelector('[data-session]');
    const begun = performance.now();
    document.querySelector('sightline-search').dispatchEvent(new CustomEvent('search', {detail: 'has:error'}));
    const next = () => new Promise(requestAnimationFrame);
    while (document.querySelector('[data-session]') === first || document.querySelector('[data-session]') === null || document.querySelector('[aria-busy=true]') !== null) await next();
    await next();
    return performance.now() - begun;
}

/** Frames in which the middle of the list shows no row, of 60 with a jump each. */
async function blankFrames() {
    const body = document.querySelector('.grid-body');
    const {left, top, width, height} = body.getBoundingClientRect();
    let blank = 0;
    for (let frame = 0; frame < 60; frame += 1) {
        body.scrollTop = frame % 10 === 9 ? body.scrollHeight * (frame / 60) : body.scrollTop + 240;
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        const at = document.elementFromPoint(left + width / 3, top + height / 2);
        if (at?.closest('[data-session]') == null) blank += 1;
    }
    body.scrollTop = 0;
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return blank;
}

/** Milliseconds of work a frame, averaged over zooming in, panning and zooming out by keys. */
async function frameTime() {
    const chart = document.querySelector('sightline-timeline .chart');
    const keys = [...Array(8).fill('+'), ...Array(24).fill('ArrowRight'), ...Array(8).fill('-')];
    const next = () => new Promise(resolve => setTimeout(resolve, 40)); // past the frame that draws
    const {bench} = globalThis;
    bench.work = 0;
    for (const key of keys) {
        const begun = performance.now();
        chart.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
        bench.work += performance.now() - begun;
        await next();
    }
    return bench.work / keys.length;
}

function manySessions() {
    const payload = recorded('sessions');
    const [first] = payload.rows;
    const {id} = recorded('session').session;
    const made = Array.from({length: ROWS}, (_, at) => ({...first, id: at === 0 ? id : `claude_code:${at}`, title: `Session ${at}`, messages: at}));
    return {...payload, rows: made, total: ROWS, nextCursor: null};
}

function longTimeline() {
    const payload = recorded('sessionTimeline');
    const lanes = ['user', 'assistant', 'tools', 'agents', 'tools', 'assistant'];
    const items = Array.from({length: ITEMS}, (_, at) => ({
        ...payload.items[0], key: `item-${at}`, lane: lanes[at % lanes.length], at: new Date(Date.UTC(2026, 2, 20) + at * 4000).toISOString(),
        durationMs: 500 + at % 3000, title: `Item ${at}`, outcome: at % 37 === 0 ? 'failed' : 'ok',
    }));
    return {...payload, items, total: ITEMS, nextCursor: null};
}

function bundleBytes() {
    const files = readdirSync(dist, {recursive: true}).filter(name => name.endsWith('.js'));
    return files.reduce((sum, name) => sum + statSync(join(dist, name)).size, 0);
}

function row(what, unit, found, budget) {
    const sorted = [...found].sort((one, other) => one - other);
    return {what, unit, samples: found, median: sorted[Math.floor(sorted.length / 2)], budget};
}

/**
 * The page alone in a real browser, over the answers of a real sidecar: what needs no workbench to be seen.
 *
 *     node pages.mjs [--only WORDS] [--python P] [--home HOME --settings FILE]
 *
 * Without a home: the recorded cases and hostile sessions of the end-to-end test.
 */

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {HOSTILE, SEARCHES, makeHome} from './home.mjs';
import {openPage, settled, startBrowser, startSidecar, themeKinds, wear} from './served.mjs';
import {longer, translation} from './translated.mjs';
import {environment, STEP_MS, until} from './workbench.mjs';

const TABS = ['overview', 'performance', 'quality', 'trends', 'sessions', 'compare'];
/** The search grammar's own, which must work. */
/** Fields whose text comes from session files. */
const TEXTS = new Set([
    'title', 'agent', 'agents', 'model', 'models', 'provider', 'project', 'projectPath', 'projects', 'path', 'branch', 'tool', 'server', 'helper', 'language',
    'file', 'name', 'text', 'reason', 'rule', 'source', 'message', 'help', 'note', 'version', 'nativeId', 'excerpt', 'hint', 'place', 'cacheInsight',
    'longestTool', 'subject', 'author', 'split', 'install', 'tags', 'sourcePath',
]);
const {values} = parseArgs({options: {home: {type: 'string'}, only: {type: 'string'}, python: {type: 'string'}, settings: {type: 'string'}}});
const bundled = fileURLToPath(new URL('../../bundled/run.py', import.meta.url));
const command = values.python === undefined && existsSync(bundled)
    ? ['python3', '-I', '-S', '-X', 'utf8', bundled, 'lsp'] : [values.python ?? 'python3', '-m', 'sightline', 'lsp'];

const SCENARIOS = {
    'text of sessions is shown as text on every tab and in every drill-down': async ({ask, browser}) => {
        const {rows} = await ask('sessions', {limit: 40});
        const shown = await openPage(browser, {ask, place: place('overview')});
        await watched(shown.page);
        for (const tab of TABS) await visited(shown.page, tab);
        for (const {id} of rows) {
            await goTo(shown.page, {kind: 'show', tab: 'sessions', session: id});
            await hovered(shown.page);
        }
        await harmless(shown);
    },

    'a hostile text in every field of every answer is shown as text': async ({ask, browser}) => {
        const {rows: [first, second]} = await ask('sessions', {limit: 2});
        for (const poison of HOSTILE) {
            const shown = await openPage(browser, {
                ask, place: {...place('overview'), compareA: first.id, compareB: second.id}, answer: payload => poisoned(payload, poison),
            });
            await watched(shown.page);
            for (const tab of TABS) await visited(shown.page, tab);
            await goTo(shown.page, {kind: 'show', tab: 'sessions', session: first.id});
            await hovered(shown.page);
            await harmless(shown);
            await shown.page.context().close();
        }
    },

    // N7: no request.
    'the HTML report opens from the disk, asks nothing of anybody, and has the same numbers': async ({ask, browser, connection, folder}) => {
        const path = join(folder, 'report.html');
        await connection.sendRequest('sightline/export', {report: 'overview', format: 'html', path, scope: {}});
        const {kpis} = await ask('overview', {range: {preset: 'all'}});
        const context = await browser.newContext({viewport: {width: 1440, height: 960}, timezoneId: 'UTC'});
        const page = await context.newPage();
        const [asked, faults] = [[], []];
        page.on('request', request => asked.push(request.url()));
        page.on('console', message => message.type() === 'error' && faults.push(message.text()));
        page.on('pageerror', error => faults.push(error.message));
        await page.goto(`file://${path}`);
        await page.getByRole('button', {name: 'All', exact: true}).click();
        await settled(page);
        const cost = kpis.find(({metric}) => metric === 'cost').value;
        const tabs = await page.locator('[role=tab]').evaluateAll(all => all.map(({id}) => id));
        assert.deepEqual(tabs, ['tab-overview', 'tab-performance', 'tab-quality', 'tab-trends', 'tab-sessions']);
        assert.ok((await page.locator('.kpi[data-metric=cost] .value').innerText()).includes(usd(cost)), 'the same cost');
        for (const tab of tabs) {
            await page.locator(`#${tab}`).click();
            await settled(page);
            assert.equal(await page.getByText('not in the file').count(), 0, tab);
        }
        await page.locator('[data-session]').first().click();
        await page.locator('.session-title').waitFor();
        await settled(page);
        assert.equal(await page.getByText('not in the file').count(), 0, 'the drill-down');
        assert.deepEqual([asked, faults], [[`file://${path}`], []]);
        await context.close();
    },

    'each example of the search finds what the terminal finds': async ({ask, browser, cli}) => {
        const {page} = await openPage(browser, {ask, place: place('sessions')});
        await settled(page);
        const found = [];
        for (const query of SEARCHES) {
            await page.locator('sightline-search input').fill(query);
            await page.locator('sightline-search input').press('Enter');
            const {total} = cli('report', 'sessions', '--query', query);
            const said = total === 0 ? /No sessions match/u : new RegExp(`(?:^|\\s)${total} sessions?\\b`, 'u');
            await until(async () => {
                await settled(page);
                return said.test(await page.locator('.sums, .empty').innerText()) && await page.locator('.chip', {hasText: query}).count() === 1;
            }, STEP_MS, `${total} sessions for ${query}`);
            found.push(total);
        }
        assert.ok(found.some(total => total > 0), 'some example finds something');
        await page.context().close();
    },

    'the numbers of every tab are those of the terminal': async ({ask, browser, cli}) => {
        const {page} = await openPage(browser, {ask, place: place('overview')});
        await settled(page);
        const rows = caption => page.locator('table').filter({has: page.locator('caption', {hasText: caption})}).first().locator('tbody tr')
            .evaluateAll(all => all.filter(row => row.className !== 'group').map(row => [...row.cells].map(cell => cell.innerText.trim())));
        const models = cli('report', 'models').rows.slice(0, 8);
        assert.deepEqual((await rows('Model usage')).map(cells => cells.slice(0, 2)), models.map(({model, requests}) => [model, count(requests)]));
        await page.locator('#tab-performance').click();
        await settled(page);
        const {tools} = cli('report', 'performance');
        const shown = await rows('Tools by total time');
        const calls = new Set(tools.map(one => `${one.tool} ${count(one.calls)}`));
        assert.ok(shown.length > 0 && shown.every(([name, times]) => calls.has(`${name} ${times}`)), JSON.stringify(shown));
        await page.locator('#tab-trends').click();
        await settled(page);
        const {total} = cli('report', 'models');
        const {series: [{undated}]} = await ask('trends', {range: {preset: 'all'}, metrics: ['requests']});
        const days = await page.locator('#chosen-trend .sr td').allInnerTexts();
        assert.equal(days.reduce((sum, text) => sum + Number(text.replaceAll(/\D/gu, '')), undated ?? 0), total.requests);
        await page.locator('#tab-sessions').click();
        await settled(page);
        const {sums} = cli('report', 'sessions');
        const footer = await page.locator('.sums').innerText();
        for (const words of [`${count(sums.sessions)} session`, `${count(sums.messages)} message`, `${count(sums.requests)} request`, usd(sums.cost)]) assert.ok(footer.includes(words), words);
        await page.context().close();
    },

    // D7: place and order.
    'a page opened again is where it was left': async ({ask, browser}) => {
        const first = await openPage(browser, {ask, place: place('sessions')});
        await settled(first.page);
        await first.page.locator('.sort', {hasText: 'Cost'}).first().click();
        await settled(first.page);
        await first.page.locator('#tab-trends').click();
        await settled(first.page);
        await first.page.evaluate(() => scrollTo({top: 200}));
        await until(() => first.kept?.scroll?.trends === 200, STEP_MS, 'the place is kept');
        const {kept} = first;
        await first.page.context().close();
        const again = await openPage(browser, {ask, place: kept});
        await settled(again.page);
        assert.equal(await again.page.locator('#tab-trends[aria-selected=true]').count(), 1);
        await until(() => again.page.evaluate(() => scrollY === 200), STEP_MS, 'as far down as before');
        assert.match(kept.sort, /cost/u);
        assert.deepEqual(kept.range, {preset: 'all'});
        await again.page.context().close();
    },

    // D7: after a change.
    'what changed is drawn in place: scroll, focus and what the pointer is on stay': async ({ask, browser}) => {
        const {page} = await openPage(browser, {ask, place: place('overview'), height: 500});
        await settled(page);
        await page.locator('.figure').nth(6).focus();
        await page.evaluate(() => scrollTo({top: 150}));
        const chart = page.locator('sightline-plot .chart').first();
        const before = await page.evaluate(() => ({focus: document.activeElement.dataset.figure, top: scrollY, chart: document.querySelector('sightline-plot svg')}));
        await chart.hover({position: {x: 200, y: 60}});
        const hover = await page.locator('.chart-tip').first().innerText();
        const top = await page.evaluate(() => scrollY);
        await page.evaluate(() => {
            globalThis.marked = document.querySelector('sightline-plot svg');
            globalThis.postMessage({kind: 'changed', revision: 99}, '*');
        });
        await settled(page);
        assert.deepEqual(await page.evaluate(() => [document.activeElement.dataset.figure, scrollY]), [before.focus, top]);
        assert.ok(await page.evaluate(() => globalThis.marked === document.querySelector('sightline-plot svg')), 'the chart was not made anew');
        assert.equal(await page.locator('.chart-tip').first().innerText(), hover);
        await page.context().close();
    },

    'charts follow a change of theme without a reload, with patterns in high contrast': async ({ask, browser}) => {
        const {page, violations} = await openPage(browser, {ask, place: place('trends')});
        await settled(page);
        const colours = () => page.locator('sightline-plot svg').first().evaluate(svg => [...new Set([...svg.querySelectorAll('*')]
            .flatMap(one => [one.getAttribute('fill'), one.getAttribute('stroke')]))].join());
        const patterns = () => page.locator('sightline-plot svg pattern').count();
        await page.evaluate(() => {
            globalThis.same = true;
        });
        const seen = new Set();
        for (const kind of themeKinds) {
            await wear(page, kind);
            await settled(page);
            seen.add(await colours());
            assert.equal(await patterns() > 0, kind.startsWith('hc'), kind);
        }
        assert.equal(seen.size, themeKinds.length);
        assert.ok(await page.evaluate(() => globalThis.same));
        assert.deepEqual(violations, []);
        await page.context().close();
    },

    // U12: at 320 px and 200 %.
    'nothing is wider than a narrow panel, nor than one at 200 %': async ({ask, browser}) => {
        for (const size of [{width: 320, height: 800}, {width: 400, height: 800}, {zoom: 2}]) {
            const {page} = await openPage(browser, {ask, place: place('overview'), ...size});
            for (const tab of TABS) {
                await page.locator(`#tab-${tab}`).click();
                await settled(page);
                assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${tab} at ${JSON.stringify(size)}`);
                const {x, width} = await page.locator(`#tab-${tab}`).boundingBox();
                assert.ok(x >= 0 && x + width <= page.viewportSize().width, `the tab ${tab} is in view`);
            }
            await page.context().close();
        }
    },

    'in a language of longer words every tab is drawn in it, and fits a narrow panel': async ({ask, browser}) => {
        const {page, violations} = await openPage(browser, {ask, place: place('overview'), texts: translation(), width: 320, height: 800});
        const {rows: [{id}]} = await ask('sessions', {limit: 1});
        for (const tab of TABS) {
            await visited(page, tab);
            await fits(page, tab);
        }
        const shown = await page.locator('h1, [role=tab], .segments button, summary').allInnerTexts();
        assert.ok(shown.includes(longer('Session analytics')), shown[0]);
        assert.deepEqual(shown.map(text => text.trim()).filter(text => /[A-Za-z]{2}/u.test(text)), []);
        await goTo(page, {kind: 'show', tab: 'sessions', session: id});
        await hovered(page);
        await fits(page, 'a session');
        assert.deepEqual(violations, []);
        await page.context().close();
    },
};

async function fits(page, what) {
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what} is no wider than its panel`);
}

const folder = mkdtempSync(join(tmpdir(), 'sightline-pages-'));
const home = values.home ?? join(folder, 'home');
if (values.home === undefined) makeHome(home, join(home, 'shop'));
const sidecar = await startSidecar({home, command, settings: values.settings === undefined ? {} : JSON.parse(readFileSync(values.settings, 'utf8'))});
const browser = await startBrowser();
let failed = 0;
try {
    await sidecar.whole;
    for (const [name, scenario] of Object.entries(SCENARIOS)) {
        if (values.only !== undefined && !name.includes(values.only)) continue;
        const begun = Date.now();
        const error = await scenario({...sidecar, browser, cli, folder}).then(() => null, reason => reason);
        failed += Number(error !== null);
        console.log(`${error === null ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)${error === null ? '' : `\n${error.stack.replaceAll(/^/gmu, '     ')}`}`);
    }
} finally {
    await browser.close();
    await sidecar.stop();
    rmSync(folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 200});
}
process.exitCode = failed === 0 ? 0 : 1;

function place(tab) {
    return {tab, range: {preset: 'all'}};
}

async function visited(page, tab) {
    await page.locator(`#tab-${tab}`).click();
    await settled(page);
    await hovered(page);
}

async function goTo(page, message) {
    await page.evaluate(told => globalThis.postMessage(told, '*'), message);
    await page.locator('.session-title').waitFor();
    await settled(page);
}

/** Every tooltip of the page is shown once, those of charts too. */
async function hovered(page) {
    await page.evaluate(() => {
        for (const element of document.querySelectorAll('main *')) element.dispatchEvent(new Event('pointerenter'));
        for (const chart of document.querySelectorAll('sightline-plot .chart, sightline-timeline .chart')) {
            for (let step = 0; step < 8; step += 1) chart.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true, cancelable: true}));
        }
    });
    await settled(page);
}

/** From now on elements and attributes that only data can have made are noted. */
async function watched(page) {
    await page.evaluate(() => {
        globalThis.made = [];
        const look = element => {
            if (/^(?:img|script|iframe|object|embed|form|link|meta|base|style|video|audio)$/u.test(element.localName)) globalThis.made.push(element.outerHTML.slice(0, 80));
            for (const {name} of element.attributes) if (/^on/u.test(name)) globalThis.made.push(`${element.localName} ${name}`);
        };
        new MutationObserver(records => {
            for (const {addedNodes} of records) {
                for (const node of addedNodes) {
                    if (!(node instanceof Element)) continue;
                    look(node);
                    for (const inner of node.querySelectorAll('*')) look(inner);
                }
            }
        }).observe(document.documentElement, {childList: true, subtree: true});
    });
}

async function harmless({page, violations, foreign}) {
    assert.deepEqual(await page.evaluate(() => [globalThis.hit ?? null, globalThis.made]), [null, []]);
    assert.deepEqual([violations, foreign], [[], []]);
}

/** Every text that a session can have made, replaced; what the page compares with its own words is left. */
function poisoned(value, poison, key = '') {
    if (Array.isArray(value)) return value.map(one => poisoned(one, poison, key));
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poisoned(inner, poison, name)]));
    return typeof value === 'string' && TEXTS.has(key) ? `${poison} ${value}` : value;
}

/** One answer of the same sidecar's command line, over everything. */
function cli(...verb) {
    const [program, ...options] = command.slice(0, -1);
    return JSON.parse(execFileSync(program, [...options, ...verb, '--timezone', 'UTC', '--json'], {env: environment(home), cwd: home, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']}));
}

function count(value) {
    return value.toLocaleString('en-US');
}

function usd(value) {
    return `$${new Intl.NumberFormat('en-US', {minimumFractionDigits: 2, maximumFractionDigits: 2}).format(value)}`;
}

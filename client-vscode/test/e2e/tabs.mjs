/** The dashboard's tabs as people go through them: with a pointer, with the keyboard alone, and with a screen reader. */

import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {faults} from './access.mjs';
import {HOSTILE} from './home.mjs';
import {chooseTheme, palette, readyDashboard, STEP_MS, until} from './workbench.mjs';

const THEMES = [['Dark Modern', 'vs-dark'], ['Dark High Contrast', 'hc-black'], ['Light High Contrast', 'hc-light'], ['Light Modern', 'vs']];

export const TABS = {
    // U12: in all four themes.
    'every tab and the drill-down have no serious fault of accessibility, in any theme': async ({page, sessions: {today}, shot}) => {
        await palette(page, 'Notifications: Clear All Notifications');
        for (const [theme, kind] of THEMES) {
            await chooseTheme(page, theme, kind);
            const frame = await opened(page);
            for (const tab of await tabsOf(frame)) {
                await frame.locator(`#${tab}`).click();
                await settled(frame);
                await shot(`${tab}-${kind}`);
                assert.deepEqual(await faults(page), [], `${tab} in ${theme}`);
            }
            await openSession(frame, today);
            await shot(`session-${kind}`);
            assert.deepEqual(await faults(page), [], `the drill-down in ${theme}`);
        }
    },

    'a point of a trend leads to the sessions of its day': async ({page, sessions: {today}, cli}) => {
        const frame = await opened(page);
        await frame.getByRole('button', {name: '7d', exact: true}).click();
        await frame.locator('#tab-trends').click();
        await settled(frame);
        const chart = frame.locator('#chosen-trend .chart');
        await chart.locator('svg').waitFor();
        const {height, width} = await chart.boundingBox();
        await chart.click({position: {x: width - 24, y: height / 3}}); // above the last column
        await frame.locator('.chip', {hasText: `Day: ${day(0)}`}).waitFor();
        await frame.locator('[data-session]', {hasText: today.title}).waitFor();
        const {sessions} = cli('stats', 'daily').days.find(({date}) => date === day(0));
        await until(async () => (await frame.locator('.sums').innerText()).includes(`${sessions} session`), STEP_MS, 'as many sessions as the terminal');
        await frame.locator('.chip', {hasText: 'Day:'}).click();
    },

    'two sessions are compared as the terminal does': async ({page, sessions: {earlier, today}, cli}) => {
        const frame = await opened(page);
        await frame.locator('#tab-compare').click();
        for (const [side, session] of [['compareA', today], ['compareB', earlier]]) {
            await frame.locator(`select[name=${side}]`).selectOption(`claude_code:${session.id}`);
        }
        const row = frame.locator('tr', {hasText: 'Requests'}).first();
        await row.waitFor();
        const [a, b] = [today, earlier].map(({id}) => cli('report', 'session', id).session.requests);
        assert.deepEqual((await row.innerText()).split(/\s+/u).slice(1, 3), [String(a), String(b)]);
    },

    // U12: by keyboard.
    'the keyboard alone goes from the tabs to a session, its timeline and back': async ({page, sessions: {today}}) => {
        const frame = await opened(page);
        await frame.locator('#tab-overview').focus();
        const chosen = () => frame.locator('[role=tab][aria-selected=true]').getAttribute('id');
        await frame.locator('#tab-overview:focus').waitFor();
        for (let before = await chosen(); before !== 'tab-sessions'; before = await chosen()) {
            await page.keyboard.press('ArrowRight');
            await until(async () => await chosen() !== before, STEP_MS, `another tab than ${before}`);
        }
        await frame.locator('[data-session]').first().waitFor();
        await pressUntil(page, 'Tab', () => frame.locator('[data-session]:focus').count());
        await pressUntil(page, 'ArrowDown', async () => (await frame.locator('[data-session]:focus').innerText()).includes(today.title));
        await page.keyboard.press('Enter');
        await frame.locator('.session-title', {hasText: today.title}).waitFor();
        await frame.locator('sightline-timeline canvas').waitFor();
        await pressUntil(page, 'Tab', () => frame.locator('sightline-timeline .chart:focus').count());
        await page.keyboard.press('ArrowRight');
        await frame.locator('.selected .facts').waitFor();
        await frame.locator('.item-text', {hasText: today.title}).waitFor(); // the first item is the prompt
        await pressUntil(page, 'Shift+Tab', () => frame.locator('.back:focus').count());
        await page.keyboard.press('Enter');
        await until(() => frame.locator('[data-session]:focus', {hasText: today.title}).count(), STEP_MS, 'the focus on the row it came from');
    },

    'JSON and CSV of the drill-down hold what the terminal says': async ({page, workspace, sessions: {today}, cli}) => {
        const frame = await opened(page);
        await openSession(frame, today);
        const {session, turns} = cli('report', 'session', today.id);
        const json = JSON.parse(await exported(page, frame, workspace, /^JSON/u, '.json'));
        assert.equal(json.schema, 'sightline.export/1');
        assert.equal(json.data.session.cost, session.cost);
        const [header, ...rows] = (await exported(page, frame, workspace, /^CSV, turns/u, '-turns.csv')).trimEnd().split('\r\n');
        assert.equal(rows.length, turns.length);
        assert.ok(header.split(',').includes('number'), header);
    },

    'Markdown and HTML of the drill-down say what the page says': async ({page, workspace, sessions: {today}, cli}) => {
        const frame = await opened(page);
        await openSession(frame, today);
        const {session} = cli('report', 'session', today.id);
        const markdown = await exported(page, frame, workspace, /^Markdown/u, '.md');
        assert.match(markdown, new RegExp(`^# ${today.title}$`, 'mu'));
        assert.ok(markdown.includes(`$${session.cost.toFixed(2)}`), 'its cost');
        const html = await exported(page, frame, workspace, /^HTML/u, '.html');
        assert.match(html, /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-/u);
        const {answers, focus} = JSON.parse(/<script type="application\/json" id="sightline-file">(.*?)<\/script>/u.exec(html)[1]);
        assert.equal(answers[`session?{"id":"${focus}"}`].session.cost, session.cost);
    },

    'text of session files is shown as text, whatever it is': async ({page, seen}) => {
        const frame = await opened(page);
        await frame.locator('#tab-sessions').click();
        for (const text of HOSTILE) await frame.locator('[data-session]', {hasText: text.slice(0, 24)}).first().waitFor();
        await frame.locator('[data-session]', {hasText: HOSTILE[0].slice(0, 24)}).first().click();
        await frame.locator('.session-title', {hasText: HOSTILE[0].slice(0, 24)}).waitFor();
        await settled(frame);
        assert.equal(await frame.locator('body').evaluate(() => globalThis.hit ?? null), null);
        assert.deepEqual([seen.violations, seen.foreign], [[], []]);
    },
};

/** The dashboard, with everything in its range. */
export async function opened(page) {
    await palette(page, 'Sightline: Open Analytics');
    const frame = await readyDashboard(page);
    await frame.getByRole('button', {name: 'All', exact: true}).click();
    await settled(frame);
    return frame;
}

async function openSession(frame, session) {
    await frame.locator('#tab-sessions').click();
    const back = frame.locator('.back');
    if (await back.count() > 0) await back.click();
    await frame.locator('[data-session]', {hasText: session.title}).first().click();
    await frame.locator('.session-title', {hasText: session.title}).waitFor();
    await settled(frame);
}

/** Nothing is on its way any more. */
export async function settled(frame) {
    await frame.locator('body[data-state=ready]').waitFor();
    await until(async () => await frame.locator('[aria-busy=true], .waiting').count() === 0, STEP_MS, 'everything is there');
}

function tabsOf(frame) {
    return frame.locator('[role=tab]').evaluateAll(tabs => tabs.map(({id}) => id));
}

async function pressUntil(page, key, reached) {
    await until(async () => {
        if (await reached()) return true;
        await page.keyboard.press(key);
        return false;
    }, STEP_MS, `${key} leads there`);
}

/** What an entry of the export menu writes. */
async function exported(page, frame, workspace, entry, end) {
    await frame.locator('header summary', {hasText: 'Export'}).click();
    await frame.locator('.choice').filter({hasText: entry}).click();
    const dialog = page.locator('.quick-input-widget');
    if (end === '.md' || end === '.html') {
        await dialog.filter({hasText: 'leave out'}).waitFor();
        await dialog.getByText('OK', {exact: true}).click();
    }
    await until(async () => (await dialog.locator('input.input').inputValue()).endsWith(end), STEP_MS, 'a proposed name');
    await dialog.getByText('OK', {exact: true}).click();
    const name = await until(() => readdirSync(workspace).find(file => file.startsWith('sightline-session') && file.endsWith(end)), STEP_MS, 'the file');
    return readFileSync(join(workspace, name), 'utf8');
}

function day(before) {
    return new Date(Date.now() - before * 24 * 3_600_000).toISOString().slice(0, 10);
}

/** What people do to sessions and with numbers: search, choose several, copy, take findings in, look at the sample. */

import assert from 'node:assert/strict';
import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {SEARCHES} from './home.mjs';
import {counted} from './seen.mjs';
import {opened, settled} from './tabs.mjs';
import {dashboard, openFile, palette, STEP_MS, until} from './workbench.mjs';

export const ACTS = {
    // G6: the seed's examples.
    'each example of the search finds what the terminal finds': async ({page, cli}) => {
        const frame = await opened(page);
        await frame.locator('#tab-sessions').click();
        const box = frame.locator('sightline-search input');
        for (const query of SEARCHES) {
            const {total} = cli('report', 'sessions', '--query', query);
            await box.fill(query);
            await box.press('Enter');
            const said = total === 0 ? 'No sessions match' : counted(total, 'session');
            await frame.locator('.chip', {hasText: `Search: ${query}`}).waitFor();
            await frame.locator('.sums, .empty').filter({hasText: said}).waitFor();
        }
        await frame.locator('.chip', {hasText: 'Search:'}).click();
        await settled(frame);
    },

    // DS5: of several at once.
    'several chosen sessions are pinned, tagged, archived and brought back': async ({page, cli, sessions: {earlier, today}}) => {
        const frame = await opened(page);
        await frame.locator('#tab-sessions').click();
        const both = [today, earlier].map(({id}) => id);
        const rows = () => both.map(id => cli('report', 'session', id).session);
        const row = id => frame.locator(`[data-session="claude_code:${id}"]`);
        const choose = async () => {
            for (const id of both) await row(id).locator('input[type=checkbox]').check();
            await frame.locator('.acts', {hasText: '2 sessions chosen'}).waitFor();
        };
        await choose();
        await frame.locator('.acts [data-act=pin]').click();
        await until(() => rows().every(({pinned}) => pinned), STEP_MS, 'both are pinned');
        assert.deepEqual((await frame.locator('[data-session]').evaluateAll(all => all.slice(0, 2).map(one => one.querySelector('.pin') !== null))), [true, true]);
        await frame.locator('.acts [data-act=tag]').click();
        const input = page.locator('.quick-input-widget').filter({hasText: 'Tag 2 sessions'}).locator('input.input');
        await input.fill('nightly');
        await input.press('Enter');
        await until(() => rows().every(({tags}) => tags.includes('nightly')), STEP_MS, 'both have the tag');
        await frame.locator('.acts [data-act=archive]').click();
        for (const id of both) await row(id).waitFor({state: 'detached'});
        // DS2: found when asked for.
        await frame.locator('sightline-search input').fill('is:archived tag:nightly');
        await frame.locator('sightline-search input').press('Enter');
        await choose();
        await frame.locator('.acts [data-act=unarchive]').click();
        await until(() => rows().every(({archived}) => !archived), STEP_MS, 'both are back');
        await frame.locator('.chip', {hasText: 'Search:'}).click();
        await choose();
        await frame.locator('.acts [data-act=unpin]').click();
        await until(() => rows().every(({pinned}) => !pinned), STEP_MS, 'none is pinned');
        await frame.locator('.acts').getByText('Choose None').click();
    },

    'a number and a table are copied as they are': async ({page, cli}) => {
        const frame = await opened(page);
        await frame.locator('#tab-overview').click();
        await settled(frame);
        const overview = cli('report', 'overview', '--range', 'all');
        await frame.locator('.kpi[data-metric=total_tokens]').focus();
        await frame.locator('.tip').filter({hasText: 'Ctrl+C copies'}).waitFor();
        await page.keyboard.press('Control+c');
        await frame.locator('.tip').filter({hasText: 'Copied'}).waitFor();
        const {value} = overview.kpis.find(({metric}) => metric === 'total_tokens');
        assert.equal(await pasted(page), String(value));
        const copy = frame.getByRole('button', {name: 'Copy the table Model usage', exact: false}).first();
        await copy.focus();
        await page.keyboard.press('Enter');
        const {models} = overview.analytics;
        await until(async () => (await pasted(page)).includes(models[0].model), STEP_MS, 'the table on the clipboard');
        for (const {model} of models) assert.ok((await pasted(page)).includes(model), model);
    },

    // Q15: findings from a file.
    'findings of a SARIF file are taken in where they are in lines the session added': async ({page, workspace, sessions: {earlier}, cli}) => {
        const at = startLine => ({physicalLocation: {artifactLocation: {uri: 'src/prices.ts'}, region: {startLine}}});
        const result = (ruleId, line) => ({ruleId, level: 'error', message: {text: 'Taken in'}, locations: [at(line)]});
        const run = {tool: {driver: {name: 'outside', rules: []}}, results: [result('own', 3), result('foreign', 1)]};
        writeFileSync(join(workspace, 'outside.sarif'), JSON.stringify({version: '2.1.0', runs: [run]}));
        await openFile(page, earlier.file);
        await palette(page, 'Sightline: Import SARIF Findings');
        const dialog = page.locator('.quick-input-widget').filter({hasText: 'Import Findings'});
        await until(async () => {
            // It writes a folder of its own into the box when it is ready.
            await dialog.locator('input.input').fill(join(workspace, 'outside.sarif'));
            await dialog.getByText('OK', {exact: true}).click();
            await dialog.waitFor({state: 'hidden', timeout: 2000});
            return true;
        }, STEP_MS, 'the file is taken');
        await page.locator('.notification-toast').filter({hasText: '1 of 2 results in lines the session added'}).waitFor();
        const {findings} = cli('report', 'quality');
        assert.deepEqual(findings.filter(({rule}) => ['own', 'foreign'].includes(rule)).map(({rule}) => rule), ['own']);
    },

    'an exported file is shown where it lies': async ({page, workspace}) => {
        const frame = await opened(page);
        await frame.locator('#tab-performance').click();
        await settled(frame);
        await frame.locator('header summary', {hasText: 'Export'}).click();
        await frame.locator('.choice').filter({hasText: /^JSON/u}).click();
        const dialog = page.locator('.quick-input-widget');
        await until(async () => (await dialog.locator('input.input').inputValue()).endsWith('.json'), STEP_MS, 'a proposed name');
        await dialog.getByText('OK', {exact: true}).click();
        await page.locator('.notification-toast').filter({hasText: 'Exported'}).getByText('Reveal', {exact: true}).click();
        const name = readdirSync(workspace).find(file => file.startsWith('sightline-performance'));
        await page.locator('.explorer-folders-view .monaco-list-row.selected').filter({hasText: name}).waitFor();
    },

    // D10: nobody's sessions; where the window has no browser of its own, in the editor.
    'the sample data is shown in the editor and says what it is': async ({page, seen}) => {
        await palette(page, 'Sightline: Open Sample Data');
        await page.locator('.tab.active').filter({hasText: 'Sightline'}).waitFor();
        const frame = dashboard(page);
        await frame.locator('body[data-state=ready]').getByText(/sample/iu).first().waitFor();
        for (const tab of ['trends', 'sessions', 'overview']) {
            await frame.locator(`#tab-${tab}`).click();
            await settled(frame);
        }
        await palette(page, 'View: Close Editor');
        assert.deepEqual([seen.violations, seen.foreign], [[], []]);
    },

    // U11: every step leads somewhere.
    'the walkthrough has its three steps, and their buttons work': async ({page}) => {
        await palette(page, 'Welcome: Open Walkthrough...');
        await page.locator('.quick-input-list .monaco-list-row').filter({hasText: 'Get Started with Sightline'}).click();
        const shown = page.locator('.gettingStartedContainer');
        const step = title => shown.locator('.getting-started-step').filter({hasText: title});
        for (const title of ['Open the dashboard', 'See what today costs', 'Set your hourly rate']) {
            await step(title).click();
            await step(title).and(page.locator('.expanded')).waitFor();
            await shown.locator('.getting-started-media iframe, .getting-started-media').first().waitFor();
        }
        await step('Set your hourly rate').getByText('Set Hourly Rate', {exact: true}).click();
        const input = page.locator('.quick-input-widget').filter({hasText: 'Set Hourly Rate'}).locator('input.input');
        await input.fill('90');
        await input.press('Enter');
        await step('See what today costs').click();
        await step('See what today costs').getByText('Show Sessions', {exact: true}).click();
        await page.locator('.pane-body .monaco-list-row').filter({hasText: 'Open Analytics'}).waitFor();
        await step('Open the dashboard').click();
        await step('Open the dashboard').getByText('Open Analytics', {exact: true}).click();
        await dashboard(page).locator('body[data-state=ready]').waitFor();
    },
};

/** What is on the clipboard, as a person sees it. */
async function pasted(page) {
    await page.locator('.part.titlebar').click({position: {x: 5, y: 5}});
    await page.keyboard.press('F1');
    const input = page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill('');
    await page.keyboard.press('Control+v');
    const text = await input.inputValue();
    await page.keyboard.press('Escape');
    await input.waitFor({state: 'hidden'});
    return text;
}

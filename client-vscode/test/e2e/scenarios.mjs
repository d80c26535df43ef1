/** What a person does with Sightline in the editor, and what must be seen. One workbench for all, in this order. */

import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ACTS} from './acts.mjs';
import {ADDED, appendAnswer, TRACE} from './home.mjs';
import {recordSession} from './recorder.mjs';
import {card, counted, drillDown, form, money, showSidebar, shows, sidecars, statusShows, todayText} from './seen.mjs';
import {TABS} from './tabs.mjs';
import {dashboard, openFile, palette, readyDashboard, statusText, STEP_MS, until} from './workbench.mjs';

const TITLE_ACTION = '.editor-actions a[aria-label^="View Analytics for This Session"]';

export const TRUSTED = {
    'the extension carries the sidecar and the page of the HTML report': ({extensions}) => {
        const folder = readdirSync(extensions).find(name => name.startsWith('sightline.sightline-'));
        for (const file of ['bundled/run.py', 'bundled/libs/sightline/web/page.js', 'bundled/libs/sightline/web/page.css']) {
            assert.ok(existsSync(join(extensions, folder, file)), file);
        }
    },

    // U7: the one item.
    "the status bar shows today's cost as the terminal does": async ({page, cli}) => {
        await statusShows(page, () => todayText(cli));
    },

    'a workspace cannot name the program that runs': bundledOnly,

    // U1: the one panel, by its command.
    'the palette opens the dashboard with the values of the terminal': async ({page, cli}) => {
        await palette(page, 'Sightline: Open Analytics');
        const frame = await readyDashboard(page);
        for (const kpi of cli('report', 'overview', '--range', '7d').kpis) await shows(card(frame, kpi.metric), [form(kpi)], kpi.metric);
    },

    // U5: rows.
    'a session row of the sidebar opens its drill-down': async ({page, sessions: {today}, cli}) => {
        await showSidebar(page);
        const rows = page.locator('.pane-body .monaco-list-row');
        await rows.filter({hasText: today.title}).first().click();
        await drillDown(page, today, cli);
    },

    // U5: the first rows.
    'today and seven days stand in the sidebar with their cost': async ({page, cli}) => {
        const {today, week} = cli('report', 'status');
        const rows = page.locator('.pane-body .monaco-list-row');
        await rows.filter({hasText: money(today)}).filter({hasText: 'Today'}).first().waitFor();
        await rows.filter({hasText: money(week)}).filter({hasText: '7 days'}).first().waitFor();
    },

    // U2, U6: of the active editor's file.
    'the title bar of a session file offers its analytics': async ({page, sessions: {earlier}, cli}) => {
        await openFile(page, earlier.file);
        await page.locator(TITLE_ACTION).click();
        await drillDown(page, earlier, cli);
    },

    'the title bar of another file does not': async ({page}) => {
        await openFile(page, 'package.json');
        await page.locator(TITLE_ACTION).waitFor({state: 'detached'});
    },

    // U3: says how many it indexed.
    'rebuilding the index ends with the number of sessions of the terminal': async ({page, cli}) => {
        await palette(page, 'Sightline: Rebuild Session Index');
        const {sessions, problems} = cli('index');
        const done = page.locator('.notification-toast').filter({hasText: 'Indexed'});
        assert.match(await done.innerText(), new RegExp(`Indexed ${counted(sessions, 'session')} \\(${counted(problems, 'problem')}\\)`, 'u'));
    },

    // U8: after an append.
    'an answer appended to a session file reaches the status bar': async ({page, sessions: {today}, workspace, cli}) => {
        const before = await statusText(page);
        appendAnswer(today, workspace, 1);
        await until(async () => await statusText(page) !== before, STEP_MS, 'another cost');
        await statusShows(page, () => todayText(cli));
    },

    'a session that another program records is in the status bar and in the dashboard': async ({page, extensions, home, workspace, cli}) => {
        const before = await statusText(page);
        const now = new Date().toISOString();
        const {report} = await recordSession({extensions, home, workspace}, {title: 'Recorded elsewhere', agent: 'tester', model: 'own-1'}, [
            {type: 'message', role: 'user', at: now},
            {type: 'request', at: now, durationMs: 2000, usage: {input: 100, output: 50, cacheRead: 0, cacheWrite: 0}, costUsd: 1.25},
            {type: 'tool', name: 'Bash', ok: true, durationMs: 500, at: now},
        ]);
        assert.equal(report.metrics.total_cost, 1.25);
        await until(async () => await statusText(page) !== before, STEP_MS, 'another cost');
        await statusShows(page, () => todayText(cli));
        await palette(page, 'Sightline: Open Analytics');
        const frame = await readyDashboard(page);
        await frame.locator('#tab-sessions').click();
        await shows(frame.locator('body'), ['Recorded elsewhere', '$1.25'], 'the recorded session');
        await frame.locator('#tab-overview').click();
    },

    // DS5: what is chosen in the list is pinned and, after a confirmation, deleted; only what Sightline recorded is.
    'chosen sessions are pinned, and deleted after a confirmation': async ({page}) => {
        await showSidebar(page);
        await palette(page, 'Sightline: Open Analytics');
        const frame = await readyDashboard(page);
        await frame.locator('#tab-sessions').click();
        const row = frame.locator('[data-session]').filter({hasText: 'Recorded elsewhere'});
        const pinned = page.locator('.pane-body .monaco-list-row').filter({hasText: 'Pinned'});
        await row.locator('input[type=checkbox]').click();
        await frame.locator('.acts [data-act=pin]').click();
        await pinned.waitFor();
        await row.locator('.pin').waitFor();
        await frame.locator('.acts [data-act=unpin]').click();
        await pinned.waitFor({state: 'detached'});
        await frame.locator('.acts [data-act=delete]').click();
        await page.locator('.monaco-dialog-box').getByText('Delete', {exact: true}).click();
        await row.waitFor({state: 'detached'});
        await frame.locator('#tab-overview').click();
    },

    'a killed sidecar comes back with the same cost': async ({page, home, cli}) => {
        const [victim] = sidecars(home);
        process.kill(victim, 'SIGKILL');
        await until(() => sidecars(home).some(pid => pid !== victim), STEP_MS, 'another sidecar');
        await statusShows(page, () => todayText(cli));
        await palette(page, 'Sightline: Open Analytics');
        await readyDashboard(page);
    },

    // U7: its click.
    'a click on the status bar opens the dashboard at Today': async ({page, cli}) => {
        await page.locator('[id="sightline.sightline.sightline.cost"]').click();
        const frame = await readyDashboard(page);
        const cost = cli('report', 'overview', '--range', 'today').kpis.find(({metric}) => metric === 'cost');
        await shows(card(frame, 'cost'), [form(cost)], 'cost of today');
    },

    'a table exported as CSV adds up to the terminal': async ({page, workspace, cli}) => {
        const frame = await readyDashboard(page);
        await frame.getByText('Export').click();
        await frame.getByText('CSV, models').click();
        const dialog = page.locator('.quick-input-widget');
        await until(async () => (await dialog.locator('input.input').inputValue()).endsWith('-models.csv'), STEP_MS, 'a proposed name');
        await dialog.getByText('OK', {exact: true}).click();
        await page.locator('.notification-toast').filter({hasText: /Exported \d+ rows? to/u}).waitFor();
        const file = readdirSync(workspace).find(name => /^sightline-overview-.*-models\.csv$/u.test(name));
        const [header, ...rows] = readFileSync(join(workspace, file), 'utf8').trimEnd().split('\r\n').map(line => line.split(','));
        const requests = rows.reduce((sum, row) => sum + Number(row[header.indexOf('requests')]), 0);
        assert.equal(requests, cli('report', 'models', '--range', 'today').total.requests);
    },

    'a panel closed and opened again is where it was': async ({page}) => {
        const frame = await readyDashboard(page);
        await frame.locator('#tab-sessions').click();
        await palette(page, 'View: Close Editor');
        await page.locator('iframe.webview.ready').waitFor({state: 'detached'});
        await palette(page, 'Sightline: Open Analytics');
        await (await readyDashboard(page)).locator('#tab-sessions[aria-selected=true]').waitFor();
    },

    'a window loaded anew brings the dashboard and the cost back': async ({page, cli}) => {
        await Promise.all([page.waitForEvent('load'), palette(page, 'Developer: Reload Window')]);
        await statusShows(page, () => todayText(cli));
        await (await readyDashboard(page)).locator('#tab-sessions[aria-selected=true]').waitFor();
        await dashboard(page).locator('#tab-overview').click();
    },

    // D8: file, line and reason.
    'the problem list says what could not be read': async ({page, cli}) => {
        const {total} = cli('report', 'problems');
        assert.ok(total > 0, 'the recorded cases hold damaged lines');
        await palette(page, 'Sightline: Show Problems');
        await page.locator('.quick-input-widget').filter({hasText: counted(total, 'problem')}).waitFor();
        await page.keyboard.press('Escape');
    },

    ...TABS,

    'a session is given a title and a tag': async ({page, sessions: {earlier}, cli}) => {
        await openFile(page, earlier.file);
        await palette(page, 'Sightline: Edit Session');
        for (const [step, said] of [['Title', 'The build that failed'], ['Tags', 'ci, flaky']]) {
            const input = page.locator('.quick-input-widget').filter({hasText: `Edit Session: ${step}`}).locator('input.input');
            await input.fill(said);
            await input.press('Enter');
        }
        await until(() => cli('report', 'session', earlier.id).session.tags.join() === 'ci,flaky', STEP_MS, 'the tags in the terminal');
        assert.equal(cli('report', 'session', earlier.id).session.title, 'The build that failed');
        await showSidebar(page);
        await page.locator('.pane-body .monaco-list-row').filter({hasText: 'The build that failed'}).waitFor();
    },

    // Q12: the session's added lines, as they lie in the workspace, before the reviewers of this machine.
    'a session is reviewed on request, and a finding leads to its line': async ({page, workspace, sessions: {earlier}, cli}) => {
        mkdirSync(join(workspace, 'src'), {recursive: true});
        writeFileSync(join(workspace, 'src/prices.ts'), `const first = 1;\n${ADDED}\n`);
        await openFile(page, earlier.file);
        await palette(page, 'Sightline: Review This Session');
        const toast = page.locator('.notification-toast').filter({hasText: 'Quality'});
        const said = await toast.innerText();
        const {quality: {overall, partial}} = cli('report', 'session', earlier.id);
        assert.ok(said.includes(`Quality ${overall}, ${partial}`), said);
        await toast.getByText('Show Findings', {exact: true}).click();
        await page.locator('.markers-panel .monaco-list-row').filter({hasText: 'TODO'}).dblclick();
        await page.locator('.tab.active').filter({hasText: 'prices.ts'}).waitFor();
        await page.locator('[id="status.editor.selection"]').filter({hasText: 'Ln 3'}).waitFor();
    },

    ...ACTS,

    'a sidecar that keeps crashing is stopped with one message, and comes back on request': async ({page, home, cli}) => {
        const toast = page.locator('.notification-toast').filter({hasText: 'Sightline is not running'});
        await until(async () => {
            for (const pid of sidecars(home)) process.kill(pid, 'SIGKILL');
            return await toast.count() > 0;
        }, STEP_MS, 'the message');
        assert.equal(await toast.count(), 1);
        assert.match(await toast.innerText(), /ended by SIGKILL, five times within three minutes/u);
        assert.deepEqual(sidecars(home), []);
        await toast.getByText('Show Log').waitFor();
        await showSidebar(page);
        await page.locator('.welcome-view', {hasText: 'Sightline is not running.'}).getByText('Show Log').waitFor();
        await toast.getByText('Restart').click();
        await statusShows(page, () => todayText(cli));
    },
};

export const RESTRICTED = {
    // U10: and nothing of the workspace.
    'Restricted Mode still shows the sessions of the home folder': async ({page, cli}) => {
        await statusShows(page, () => todayText(cli));
    },

    'a restricted workspace cannot name the program that runs': bundledOnly,

    'trust granted from the page takes its banner away': async ({page}) => {
        await palette(page, 'Sightline: Open Analytics');
        const banner = (await readyDashboard(page)).locator('[data-banner=trust]');
        await banner.getByText('Manage Trust').click();
        await page.locator('.workspace-trust-editor').getByText('Trust', {exact: true}).first().click();
        await page.locator('.workspace-trust-editor').getByText('You trust this folder').waitFor();
        await page.keyboard.press('Escape');
        await banner.waitFor({state: 'detached'});
    },
};

function bundledOnly({home}) {
    assert.ok(!existsSync(join(home, TRACE)));
    assert.equal(sidecars(home).length, 1);
}

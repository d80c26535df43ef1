/** A workspace of several folders: each counts, is written to, and may come and go while the window is open. */

import assert from 'node:assert/strict';
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {addSession} from './home.mjs';
import {card, form, sidecars, statusShows, todayText} from './seen.mjs';
import {opened, settled} from './tabs.mjs';
import {openFile, palette, readyDashboard, statusText, STEP_MS, until} from './workbench.mjs';

/** Files that take a while to read. */
const MANY = 40;
const TURNS = 600;

/** Folders side by side, with a session in each of today; two of them are opened. */
export function makeFolders(home, workspace, now = Date.now()) {
    const paths = Object.fromEntries(['api', 'api/worker', 'web', 'docs'].map(name => [name, join(workspace, name)]));
    const sessions = Object.entries(paths).map(([name, path], number) => {
        mkdirSync(path, {recursive: true});
        return addSession(home, path, number + 1, `Work in ${name}`, now - 60_000, number + 1);
    });
    const file = join(workspace, 'team.code-workspace');
    writeFolders(file, ['api', 'web']);
    return {file, sessions, paths};
}

/** As the window's own commands would write it. */
function writeFolders(file, names) {
    const settings = {'sightline.statusBar.scope': 'workspace', 'sightline.defaultScope': 'workspace'};
    writeFileSync(file, JSON.stringify({folders: names.map(path => ({path})), settings}, null, 2));
}

export const FOLDERS = {
    'the workspace is all of its folders, with the projects inside them': async ({page, cli, sessions: {paths}}) => {
        const inside = ['api', 'api/worker', 'web'].map(name => paths[name]);
        await statusShows(page, () => todayText(cli, inside));
        await palette(page, 'Sightline: Open Analytics');
        const frame = await readyDashboard(page);
        await frame.getByRole('button', {name: 'This workspace', pressed: true}).waitFor();
        await showsCost(frame, cli, inside);
        await frame.getByRole('button', {name: 'All projects'}).click();
        await showsCost(frame, cli, Object.values(paths));
        await frame.getByRole('button', {name: 'This workspace'}).click();
    },

    'what is kept of a session lies in its own folder': async ({page, sessions: {paths, sessions}, cli}) => {
        const [, , web] = sessions;
        await openFile(page, web.file);
        await palette(page, 'Sightline: Edit Session');
        for (const [step, said] of [['Title', 'The page'], ['Tags', 'ui']]) {
            const input = page.locator('.quick-input-widget').filter({hasText: `Edit Session: ${step}`}).locator('input.input');
            await input.fill(said);
            await input.press('Enter');
        }
        await until(() => cli('report', 'session', web.id).session.title === 'The page', STEP_MS, 'the title in the terminal');
        const kept = readdirSync(join(paths.web, '.sightline/sessions')).filter(name => name.endsWith('.json') && name !== 'index.json');
        assert.equal(kept.length, 1);
        assert.ok(readFileSync(join(paths.web, '.sightline/sessions', kept[0]), 'utf8').includes('The page'));
    },

    'a folder added while the window is open counts, and no longer once it is gone': async ({page, cli, home, sessions: {file, paths}}) => {
        const before = sidecars(home);
        const all = Object.values(paths);
        writeFolders(file, ['api', 'web', 'docs']);
        await statusShows(page, () => todayText(cli, all));
        const frame = await opened(page);
        await showsCost(frame, cli, all);
        writeFolders(file, ['api', 'web']);
        await statusShows(page, () => todayText(cli, all.filter(path => path !== paths.docs)));
        await showsCost(await opened(page), cli, all.filter(path => path !== paths.docs));
        assert.deepEqual(sidecars(home), before);
    },

    // D9: what was read stays, the rest is read when wanted.
    'reading is cancelled from the page and gone on with': async ({page, home, workspace, cli}) => {
        const frame = await opened(page);
        await frame.getByRole('button', {name: 'All projects'}).click();
        await settled(frame);
        // A first index, as a cache file that is gone makes it.
        const [first] = sidecars(home);
        process.kill(first, 'SIGSTOP');
        for (let number = 0; number < MANY; number += 1) addSession(home, join(workspace, 'archive'), 100 + number, `Old work ${number}`, Date.now() - 24 * 3_600_000, TURNS);
        rmSync(join(home, '.cache/sightline'), {recursive: true});
        process.kill(first, 'SIGKILL');
        const sidecar = await until(() => sidecars(home).find(pid => pid !== first), STEP_MS, 'another sidecar');
        const banner = frame.locator('[data-banner=indexing]');
        await banner.getByText(/Indexing [\d,]+ of/u).waitFor();
        // Held while it reads: the button is pressed while files are unread.
        process.kill(sidecar, 'SIGSTOP');
        await banner.getByText('Cancel').click();
        process.kill(sidecar, 'SIGCONT');
        await banner.getByText(/files were read before you cancelled/u).waitFor();
        await until(async () => (await statusText(page)).startsWith('≥'), STEP_MS, 'a lower bound in the status bar');
        await frame.locator('.health', {hasText: /of \d+ files read/u}).waitFor();
        await banner.getByText('Read the Rest').click();
        await banner.waitFor({state: 'detached'});
        const {sessions} = cli('report', 'status');
        await until(async () => (await card(frame, 'sessions').innerText()).trim() === String(sessions), STEP_MS, `${sessions} sessions`);
    },
};

/** The page's cost is the terminal's of these projects. */
async function showsCost(frame, cli, projects) {
    await until(async () => {
        const {kpis} = cli('report', 'overview', '--range', 'today', ...projects.flatMap(path => ['--project', path]));
        const wanted = form(kpis.find(({metric}) => metric === 'cost'));
        const shown = (await card(frame, 'cost').innerText()).trim();
        if (shown !== wanted) throw new Error(`the page says ${shown}, the terminal ${wanted}`);
        return true;
    }, STEP_MS, 'the same cost');
}

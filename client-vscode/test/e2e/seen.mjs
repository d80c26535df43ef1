/** What stands on the screen, and what the terminal says of the same. */

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {readyDashboard, statusText, STEP_MS, until} from './workbench.mjs';

const usd = new Intl.NumberFormat('en-US', {minimumFractionDigits: 2, maximumFractionDigits: 2});

/** A click on the icon of what is shown would hide it. */
export async function showSidebar(page) {
    const icon = page.locator('.activitybar .action-item').filter({has: page.locator('a[aria-label^="Sightline"]')});
    const shown = await icon.evaluate(item => item.classList.contains('checked'));
    if (!shown) await icon.click();
}

export async function drillDown(page, session, cli) {
    const frame = await readyDashboard(page);
    await frame.locator('body').filter({hasText: session.title}).waitFor();
    const {session: row} = cli('report', 'session', session.id);
    await shows(frame.locator('body'), [money({cost: row.cost, costLabel: row.costLabel})], 'cost of the session');
}

export async function statusShows(page, wanted) {
    await until(async () => {
        const [shown, told] = [await statusText(page), wanted()];
        if (shown !== told) throw new Error(`the status bar says ${shown}, the terminal ${told}`);
        return true;
    }, STEP_MS, 'the same cost');
}

/** Of all projects, or of these. */
export function todayText(cli, projects = []) {
    const today = new Date().toISOString().slice(0, 10);
    const {costUsd, costLabel} = cli('stats', 'daily', ...projects.flatMap(path => ['--project', path])).days.find(({date}) => date === today);
    return `${money({cost: costUsd, costLabel})} today`;
}

export function money({cost, costLabel}) {
    assert.ok(cost > 0.01, 'a cost worth comparing');
    return `${costLabel === 'at_least' ? '≥ ' : ''}$${usd.format(cost)}`;
}

export function counted(number, noun) {
    return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

/** A key figure of the dashboard. */
export function card(frame, metric) {
    return frame.locator(`.kpi[data-metric="${metric}"] .value`);
}

/** A key figure of the terminal as the dashboard writes it. */
export function form({value, unit, label}) {
    if (value === null) return '—';
    const sign = {estimated: '~', at_least: '≥ '}[label] ?? '';
    switch (unit) {
        case 'USD': return `${sign}$${usd.format(value)}`;
        case 'min': return `${sign}${value.toFixed(1)} min`;
        default: return sign + (value < 1000 ? value : value < 999_950 ? `${(value / 1e3).toFixed(1)}K` : `${(value / 1e6).toFixed(1)}M`);
    }
}

export async function shows(locator, texts, what) {
    await until(async () => {
        const found = (await locator.innerText()).replaceAll(/\s+/gu, ' ');
        if (!texts.every(text => found.includes(text))) throw new Error(`${found.slice(0, 200)} has not ${texts.join(', ')}`);
        return true;
    }, STEP_MS, what);
}

/** The sidecars of this run, by their home. */
export function sidecars(home) {
    const lines = execFileSync('ps', ['-eo', 'pid=,args='], {encoding: 'utf8'}).split('\n');
    return lines.filter(line => line.includes('bundled/run.py') && line.includes(' lsp') && line.includes(join(home, '..')))
        .map(line => Number(line.trim().split(/\s+/u)[0]));
}

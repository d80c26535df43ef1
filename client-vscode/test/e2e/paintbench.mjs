/**
 * How soon a person sees the overview of a large history: medians over openings of the page before a real sidecar with its index in place.
 *
 *     node paintbench.mjs HOME [--python P] [--settings FILE] [--runs N]
 */

import {readFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {openPage, settled, startBrowser, startSidecar} from './served.mjs';

const {positionals: [home], values} = parseArgs({allowPositionals: true, options: {
    python: {type: 'string', default: 'python3'}, settings: {type: 'string'}, runs: {type: 'string', default: '7'},
}});
const settings = values.settings === undefined ? {} : JSON.parse(readFileSync(values.settings, 'utf8'));
const sidecar = await startSidecar({home, command: [values.python, '-m', 'sightline', 'lsp'], settings});
const browser = await startBrowser();
try {
    await sidecar.whole;
    const {period: {newest}} = await sidecar.ask('overview', {range: {preset: 'all'}});
    const week = new Date(Date.parse(newest) - 6 * 24 * 3_600_000).toISOString().slice(0, 10);
    for (const [name, range] of [['the newest 7 days', {from: week, to: newest}], ['all', {preset: 'all'}]]) {
        const overview = await sidecar.ask('overview', {range, engines: [], models: [], agents: [], projects: []});
        const snapshot = {kind: 'snapshot', payloads: {overview}, asOf: overview.generatedAt};
        const samples = {first: [], now: []};
        for (let run = 0; run < Number(values.runs); run += 1) {
            // Another zone each time, so that no answer is one kept from before.
            const ask = (report, params) => sidecar.ask(report, report === 'overview' ? {...params, timeZone: `Etc/GMT-${run}`} : params);
            const {page} = await openPage(browser, {ask, snapshot, place: {tab: 'overview', range}});
            await settled(page);
            const times = await page.evaluate(() => globalThis.times);
            for (const [what, list] of Object.entries(samples)) list.push(times[what]);
            await page.context().close();
        }
        console.log(`${name}, ${overview.analytics.models.reduce((sum, {requests}) => sum + requests, 0)} requests: last known numbers after ${median(samples.first)} ms, those of now after ${median(samples.now)} ms`);
    }
} finally {
    await browser.close();
    await sidecar.stop();
}

function median(list) {
    return list.toSorted((one, other) => one - other)[Math.floor(list.length / 2)].toFixed(0);
}

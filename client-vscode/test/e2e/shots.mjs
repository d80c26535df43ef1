/**
 * Pictures of every tab and of a drill-down, to be looked at.
 *
 *     node shots.mjs HOME OUT [--python P] [--settings FILE] [--themes vs-dark,vs] [--sizes wide,narrow,zoomed] [--only overview]
 */

import {mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {openPage, settled, startBrowser, startSidecar, themeKinds} from './served.mjs';

const SIZES = {wide: {}, narrow: {width: 400, height: 900}, zoomed: {zoom: 2}};
const {positionals: [home, out], values} = parseArgs({allowPositionals: true, options: {
    python: {type: 'string', default: 'python3'}, settings: {type: 'string'}, themes: {type: 'string', default: themeKinds.join()},
    sizes: {type: 'string', default: 'wide'}, only: {type: 'string'},
}});
const settings = values.settings === undefined ? {} : JSON.parse(readFileSync(values.settings, 'utf8'));

mkdirSync(out, {recursive: true});
const sidecar = await startSidecar({home, command: [values.python, '-m', 'sightline', 'lsp'], settings});
const browser = await startBrowser();
try {
    await sidecar.whole;
    const {rows} = await sidecar.ask('sessions', {range: {preset: 'all'}, sort: '-toolCalls', limit: 2}).catch(() => sidecar.ask('sessions', {limit: 2}));
    const [first, second] = rows.map(({id}) => id);
    const places = {
        overview: {}, performance: {}, quality: {}, trends: {}, sessions: {}, compare: {compareA: first, compareB: second},
        session: {tab: 'sessions', session: first},
    };
    for (const kind of values.themes.split(',')) {
        for (const size of values.sizes.split(',')) {
            for (const [name, place] of Object.entries(places)) {
                if (values.only !== undefined && !values.only.split(',').includes(name)) continue;
                const shown = await openPage(browser, {ask: sidecar.ask, kind, place: {tab: name, range: {preset: 'all'}, ...place}, ...SIZES[size]});
                await settled(shown.page);
                // As tall as what it holds: a picture of all of it.
                const {width} = shown.page.viewportSize();
                await shown.page.setViewportSize({width, height: Math.min(4000, await shown.page.evaluate(() => document.documentElement.scrollHeight))});
                await settled(shown.page);
                await shown.page.screenshot({path: join(out, `${kind}-${size}-${name}.png`)});
                if (shown.violations.length + shown.foreign.length > 0) console.log(kind, size, name, shown.violations, shown.foreign);
                await shown.page.context().close();
            }
        }
    }
} finally {
    await browser.close();
    await sidecar.stop();
}

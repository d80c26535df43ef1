/** What axe-core finds wrong with a page for people who use a keyboard or a screen reader. */

import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const GRAVE = ['serious', 'critical'];

/** Faults of the dashboard's document that are serious or critical, a line each. */
export async function faults(page) {
    const outer = await (await page.locator('iframe.webview.ready').elementHandle()).contentFrame();
    const inner = await (await outer.locator('iframe#active-frame').elementHandle()).contentFrame();
    await inner.evaluate(axe); // given by the debugger, which the page's policy does not bind
    const found = await inner.evaluate(async () => (await globalThis.axe.run(document, {resultTypes: ['violations']})).violations);
    return found.filter(({impact}) => GRAVE.includes(impact))
        .map(({help, id, nodes}) => `${id}: ${help} (${nodes.length}): ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`);
}

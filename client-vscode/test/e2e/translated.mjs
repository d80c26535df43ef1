/** The dashboard in an editor of another language: what the editor has for our texts is what is shown. */

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {palette, readyDashboard, statusText, STEP_MS, until} from './workbench.mjs';

export const LANGUAGE = 'de';

/** A text as a language with longer words might have it, in letters that are not English. */
export function longer(text) {
    return text.replaceAll(/[A-Za-z]+/gu, word => word.replaceAll(/[A-Za-z]/gu, letter => String.fromCodePoint(letter.toLowerCase().charCodeAt(0) + 0x3CF)) + 'ж'.repeat(Math.ceil(word.length * 0.4)));
}

/** Each text of host and page in that language. */
export function translation() {
    const bundle = JSON.parse(readFileSync(new URL('../../l10n/bundle.l10n.json', import.meta.url), 'utf8'));
    return Object.fromEntries(Object.keys(bundle).map(text => [text, longer(text)]));
}

export const TRANSLATED = {
    'host and page speak the language of the editor': async ({page, shot}) => {
        const today = longer('{0} today').replace('{0}', '').trim();
        await until(async () => (await statusText(page)).includes(today), STEP_MS, `the status bar says ${today}`);
        await palette(page, 'Sightline: Open Analytics');
        const frame = await readyDashboard(page);
        assert.equal(await frame.locator('html').getAttribute('lang'), LANGUAGE);
        assert.equal(await frame.locator('h1').innerText(), longer('Session analytics'));
        const said = await frame.locator('[role=tab], .panel h2').allInnerTexts();
        assert.deepEqual(said.filter(text => /[A-Za-z]{2}/u.test(text)), []);
        await shot('translated');
    },
};

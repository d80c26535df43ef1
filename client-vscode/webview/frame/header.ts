/** Title, range, scope, filters and chips, health, export. */

import {html, nothing, type TemplateResult} from 'lit';
import type {App} from '../app';
import {spanText} from '../lib/days';
import {exportMenu} from './exportMenu';
import {chips, filterMenus, scopeSwitch, searchMenu} from './filters';
import {healthBadge} from './health';
import {rangePicker} from './rangePicker';
import {type AskHelper} from './searchBox';
import './searchBox';
import {t} from '../../common/words';

export function header(app: App): TemplateResult {
    return html`
        <header>
            <div class="bar">
                <h1>${t('Session analytics')}</h1>
                <span class="faint">${periodText(app)}</span>
                ${app.asks.slow ? html`<span class="busy" role="status"><span class="spinner"></span>${t('Loading…')}</span>` : nothing}
                ${app.host.sample ? html`<span class="badge sample">${t('Sample data: made-up sessions of a fictional project')}</span>` : nothing}
                <span class="grow"></span>
                ${rangePicker(app)}
                ${exportMenu(app)}
            </div>
            <div class="bar">
                ${app.host.kind === 'file' ? nothing : html`${scopeSwitch(app)} ${filterMenus(app)} ${searchMenu(app)} ${searchBox(app)}`}
                ${chips(app)}
                <span class="grow"></span>
                ${healthBadge(app)}
            </div>
        </header>`;
}

/** The days the numbers are of, in the words of the answer. */
function periodText({asks, overview}: App): string {
    const period = overview?.period;
    if (period === undefined || period.from === null || period.to === null || asks.slot('overview').stale) return '';
    return `${spanText({from: period.from, to: period.to})}, ${period.timeZone}`;
}

function searchBox(app: App): TemplateResult {
    const ask: AskHelper = async (report, params) => app.asks.once(report, {...params, ...(report === 'completeQuery' ? {scope: app.scope} : {})});
    return html`
        <sightline-search .applied=${app.place.query} .ask=${ask}
            @search=${({detail}: CustomEvent<string>) => app.go({query: detail, scroll: {...app.place.scroll, rows: 0}})}></sightline-search>`;
}

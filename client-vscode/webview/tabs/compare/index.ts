/** Two sessions side by side. */

import {html, type TemplateResult} from 'lit';
import type {TabView} from '..';
import {type App, isDimmed} from '../../app';
import type {ComparePayload} from '../../../src/payloads';
import {t} from '../../../common/words';
import {panel} from '../../cards/panel';
import {spentPlot} from '../../charts/spent';
import '../../charts/plotChart';
import {failed, waiting} from '../../frame/states';
import {ofPayload} from '../../lib/memo';
import {deltasPanel} from './deltas';
import {pickers} from './pickers';
import {comparedFiles, comparedModels, comparedTools} from './sides';

export const COMPARE: TabView = {id: 'compare', title: t('Compare'), live: true, view};

const plotOf = ofPayload((payload: ComparePayload) => spentPlot(payload));

function view(app: App): TemplateResult {
    return html`<div class="session">${pickers(app)} ${compared(app)}</div>`;
}

function compared(app: App): TemplateResult {
    const {compareA: a, compareB: b} = app.place;
    if (a === null || b === null) return html`<div class="empty"><h2>${t('Choose two sessions.')}</h2><p>${t('Their figures, models, tools and files are set side by side.')}</p></div>`;
    if (a === b) return html`<div class="empty"><h2>${t('This is one session.')}</h2><p>${t('Choose another one for A or B.')}</p></div>`;
    const {error, payload, slow} = app.asks.slot('compare');
    if (error !== null) return failed(app, 'compare', error);
    // Figures of the pair before must not stand under the names of this one.
    if (payload === null || payload.a.session.id !== a || payload.b.session.id !== b) return waiting(slow);
    const dimmed = isDimmed(app, 'compare');
    return html`
        <div class="cards ${dimmed ? 'dimmed' : ''}" aria-busy=${dimmed}>
            <div class="card half">${deltasPanel(payload.deltas)}</div>
            <div class="stacked">${spent(payload)} ${comparedModels(payload.models)} ${comparedTools(payload.tools)} ${comparedFiles(app, payload.files)}</div>
        </div>`;
}

function spent(payload: ComparePayload): TemplateResult {
    const plot = plotOf(payload);
    if (plot === null) return panel(t('Cumulative cost'), html`<p class="faint">${t('Neither session has a request with a known cost and time.')}</p>`);
    return panel(plot.title, html`<sightline-plot .plot=${plot}></sightline-plot>`, plot.measure);
}

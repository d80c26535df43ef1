/** How full the context was, and what the cache saved, turn by turn; a click unfolds the turn. */

import {html, nothing, type TemplateResult} from 'lit';
import type {App} from '../../app';
import {panel} from '../../cards/panel';
import type {Plot} from '../../charts/plot';
import type {Picks} from '../../charts/plotChart';
import '../../charts/plotChart';
import {cachePlot, contextPlot} from '../../charts/turns';
import {ofPayload} from '../../lib/memo';
import type {SessionPayload} from '../../../src/payloads';
import {t} from '../../../common/words';

const UNFOLDS: Picks = {
    click: t('A click unfolds the turn'), keys: t('Arrow keys go from column to column, Enter unfolds the turn.'),
};
const contextOf = ofPayload(contextPlot);
const cacheOf = ofPayload(cachePlot);

export function contextCharts(app: App, payload: SessionPayload): TemplateResult | typeof nothing {
    const plots = [contextOf(payload), cacheOf(payload)].filter(plot => plot !== null);
    if (plots.length === 0) return nothing;
    return html`<div class="cards">${plots.map(plot => chart(app, plot))}</div>`;
}

function chart(app: App, plot: Plot): TemplateResult {
    return html`
        <div class="card half">${panel(plot.title, html`
            <sightline-plot .plot=${plot} .pickable=${true} .picks=${UNFOLDS}
                @pick=${({detail}: CustomEvent<string>) => app.showTurn(Number(detail))}></sightline-plot>`, plot.measure)}</div>`;
}

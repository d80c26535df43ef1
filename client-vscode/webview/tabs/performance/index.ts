/** Where time goes: waiting for models, output by the second, tools, helpers, and slow days. */

import {html, nothing, type TemplateResult} from 'lit';
import type {TabView} from '..';
import {type App, isDimmed} from '../../app';
import type {PerformancePayload} from '../../../src/payloads';
import {t} from '../../../common/words';
import {failed, noneHere, waiting} from '../../frame/states';
import {helpersPanel} from './helpers';
import {hintsPanel} from './hints';
import {latencyChart, latencyPanel} from './latency';
import {splitPanel} from './split';
import {throughputPanel} from './throughput';
import {toolsPanel} from './tools';

export const PERFORMANCE: TabView = {id: 'performance', title: t('Performance'), view};

function view(app: App): TemplateResult {
    const {error, payload, slow} = app.asks.slot('performance');
    if (error !== null) return failed(app, 'performance', error);
    if (payload === null) return waiting(slow);
    const dimmed = isDimmed(app, 'performance');
    if (app.overview?.analytics.totalSessions === 0 && !isDimmed(app, 'overview')) return noneHere(app, payload.period);
    return html`<div class="cards ${dimmed ? 'dimmed' : ''}" aria-busy=${dimmed}>${cards(app, payload)}</div>`;
}

function cards(app: App, payload: PerformancePayload): TemplateResult {
    return html`
        ${payload.hints.length === 0 ? nothing : card('full', hintsPanel(app, payload.hints))}
        ${card('full', splitPanel(payload.split))}
        ${card('full', latencyPanel(app, payload))}
        ${card('half', latencyChart(app, payload))}
        ${card('half', throughputPanel(payload))}
        ${card('full', toolsPanel(app, payload.tools))}
        ${card('full', helpersPanel(app, payload.helpers))}`;
}

function card(size: 'full' | 'half', inner: TemplateResult): TemplateResult {
    return html`<div class="card ${size}">${inner}</div>`;
}

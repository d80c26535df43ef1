/** How metrics went over time: four that matter to everybody, and any other, whole or by part. */

import {html, nothing, type TemplateResult} from 'lit';
import type {TabView} from '.';
import {type App, isDimmed} from '../app';
import type {Split, TrendsPayload} from '../../src/payloads';
import {t} from '../../common/words';
import {panel} from '../cards/panel';
import '../charts/activityCalendar';
import {spanAt, trendPlot} from '../charts/trends';
import '../charts/plotChart';
import {failed, noneHere, waiting} from '../frame/states';
import {exactly} from '../lib/labels';
import {ofPayload} from '../lib/memo';
import {splitsOf, termOf, TRENDS as METRICS} from '../lib/metrics';
import {shortPath} from '../lib/paths';
import {SPLIT_WORDS} from '../lib/kinds';

export const TRENDS: TabView = {id: 'trends', title: t('Trends'), view};

const FIXED = ['sessions', 'cost', 'tokens', 'quality'] as const;
const plotOf = ofPayload((payload: TrendsPayload) => trendPlot(payload));

function view(app: App): TemplateResult {
    const {overview} = app;
    if (overview?.analytics.totalSessions === 0 && !isDimmed(app, 'overview')) return noneHere(app, overview.period);
    const shown = FIXED.filter(part => app.asks.slot('trends', part).params !== null);
    return html`
        <div class="cards">
            <div class="card full">${chosen(app)}</div>
            ${shown.map((part, at) => html`<div class="card ${at === shown.length - 1 && at % 2 === 0 ? 'full' : 'half'}">${fixed(app, part)}</div>`)}
            <div class="card full">${calendar(app)}</div>
        </div>`;
}

/** A square a day of the scope. */
function calendar(app: App): TemplateResult {
    const {error, payload, slow} = app.asks.slot('daily');
    const {period} = app.overview ?? {};
    if (error !== null) return panel(t('Activity calendar'), failed(app, 'daily', error));
    if (payload === null || period === undefined) return panel(t('Activity calendar'), waiting(slow));
    if (period.from === null || period.to === null) return panel(t('Activity calendar'), html`<p class="faint">${t('Nothing to draw: no day has a session.')}</p>`);
    return panel(t('Activity calendar'), html`
        <div class=${isDimmed(app, 'daily') ? 'dimmed' : ''}>
            <sightline-calendar .daily=${payload} .from=${period.from} .to=${period.to} .pickable=${app.host.kind === 'editor'}
                @pick=${({detail}: CustomEvent<string>) => app.openDays({from: detail, to: detail})}></sightline-calendar>
        </div>`, t('requests per day'));
}

function fixed(app: App, part: (typeof FIXED)[number]): TemplateResult {
    const {error, payload, slow} = app.asks.slot('trends', part);
    const plot = payload === null ? null : plotOf(payload);
    if (error !== null) return panel(title(part), failed(app, 'trends', error));
    if (payload === null) return panel(title(part), waiting(slow));
    return chart(app, part, payload, plot);
}

function title(part: (typeof FIXED)[number]): string {
    return termOf(part === 'tokens' ? 'total_tokens' : part)?.title ?? part;
}

/** DT2: any metric, told apart by what it can be. */
function chosen(app: App): TemplateResult {
    const {error, payload, slow} = app.asks.slot('trends', 'chosen');
    const {trend} = app.place;
    const plot = payload === null ? null : trendPlot(payload, partName(app, payload));
    return html`
        <section id="chosen-trend" class="panel" aria-label=${t('Any metric')}>
            <div class="panel-head">
                ${picker(app)}
                <span class="note">${plot?.measure ?? ''}</span>
            </div>
            <p class="faint help">${termOf(trend)?.help ?? nothing}</p>
            ${error !== null ? failed(app, 'trends', error) : payload === null ? waiting(slow) : body(app, 'chosen', payload, plot)}
        </section>`;
}

function picker(app: App): TemplateResult {
    const {trend, trendBy} = app.place;
    const splits = splitsOf(trend);
    return html`
        <label>${t('Metric')} <select @change=${(event: Event) => app.go({trend: valueOf(event)})}>
            ${METRICS.map(one => html`<option value=${one.metric} ?selected=${one.metric === trend}>${one.title}</option>`)}
        </select></label>
        ${app.host.kind === 'file' ? nothing : html`
            <label>${t('by')} <select aria-label=${t('Told apart by')} @change=${(event: Event) => app.go({trendBy: splits.find(split => split === valueOf(event)) ?? null})}>
                <option value="" ?selected=${trendBy === null}>${t('nothing')}</option>
                ${splits.map(split => html`<option value=${split} ?selected=${split === trendBy}>${SPLIT_WORDS[split]}</option>`)}
            </select></label>`}`;
}

function valueOf({target}: Event): string {
    return (target as HTMLSelectElement).value;
}

/** Engines have titles, projects are paths. */
function partName(app: App, {by}: {by: Split | null}): (part: string) => string {
    const {engines = [], projects = []} = app.overview ?? {};
    if (by === 'engine') return part => engines.find(({engine}) => engine === part)?.title ?? part;
    return by === 'project' ? part => shortPath(part, projects) : part => part;
}

function chart(app: App, part: string, payload: TrendsPayload, plot: ReturnType<typeof trendPlot>): TemplateResult {
    return panel(plot?.title ?? '', body(app, part, payload, plot), plot?.measure);
}

function body(app: App, part: string, payload: TrendsPayload, plot: ReturnType<typeof trendPlot>): TemplateResult {
    const dimmed = isDimmed(app, 'trends', part);
    if (plot === null || plot.series.every(({values}) => values.every(({value}) => value === null))) {
        return html`<p class="faint">${t('Nothing to draw: no session of this scope has it.')}</p>`;
    }
    return html`
        <div class=${dimmed ? 'dimmed' : ''} aria-busy=${dimmed}>
            <sightline-plot class=${part === 'chosen' ? 'tall' : ''} .plot=${plot} .pickable=${app.host.kind === 'editor'}
                @pick=${({detail}: CustomEvent<string>) => pick(app, payload, detail)}></sightline-plot>
            ${undated(payload)}
        </div>`;
}

function undated({series}: TrendsPayload): TemplateResult | typeof nothing {
    const known = series.filter(one => one.undated !== null && one.undated !== 0);
    if (known.length === 0) return nothing;
    const parts = known.map(one => `${exactly(one.undated, one.unit, 'exact')}${one.split === null ? '' : ` (${one.split})`}`);
    return html`<p class="foot">${t('Of work without a time, in no column: {0}.', parts.join(', '))}</p>`;
}

function pick(app: App, payload: TrendsPayload, from: string): void {
    const days = spanAt(payload, from);
    if (days !== null) app.openDays(days);
}

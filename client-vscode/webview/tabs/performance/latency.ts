/** DP1, DP2: how long people wait, by model or agent; the chosen row over time. */

import {html, type TemplateResult} from 'lit';
import type {App} from '../../app';
import type {LatencyRow, PerformancePayload} from '../../../src/payloads';
import {panel} from '../../cards/panel';
import {table} from '../../cards/table';
import {drawnName, KINDS, latencyPlot} from '../../charts/latency';
import '../../charts/plotChart';
import {bucketDays} from '../../lib/days';
import {count, took} from '../../lib/format';
import {GLOSSARY} from '../../lib/glossary';
import type {By} from '../../lib/place';
import {tip} from '../../lib/tip';

const TITLES: Record<By, string> = {model: 'Model', agent: 'Agent'};
const BYS: readonly By[] = ['model', 'agent'];

export function latencyPanel(app: App, payload: PerformancePayload): TemplateResult {
    return panel('Latency', html`${latencyTable(app, payload)}`, html`
        <span class="segments quiet" role="group" aria-label="Latency by">
            ${BYS.map(by => html`<button aria-pressed=${payload.by === by} @click=${() => app.go({latencyBy: by, latencyOf: null})}>By ${by}</button>`)}
        </span>`);
}

function latencyTable(app: App, payload: PerformancePayload): TemplateResult {
    const {by, latency: rows, series} = payload;
    if (rows.length === 0) return html`<p class="faint">No engine used here records how long its requests took.</p>`;
    const drawn = drawnName(payload, app.place.latencyOf);
    // A file has the lines of the most measured only.
    const pickable = (name: string): boolean => app.host.kind === 'editor' || series.some(one => one.name === name);
    return table<LatencyRow>({
        caption: `Latency by ${by}`,
        rows,
        key: ({kind, name}) => `${name} ${kind}`,
        most: 12,
        chosen: ({name}) => name === drawn,
        columns: [
            {title: TITLES[by], align: 'name', cell: ({name}) => pickable(name)
                ? html`<button class="link clip" aria-pressed=${name === drawn} title=${name} @click=${() => app.go({latencyOf: name})}>${name}</button>`
                : html`<span class="clip" title=${name}>${name}</span>`},
            {title: 'Wait', align: 'name', cell: ({kind}) => html`
                <span ${tip([GLOSSARY[kind].help])}>${KINDS[kind].title}${kind === 'first_block' ? html` <span class="faint">upper bound</span>` : ''}</span>`},
            {title: 'n', align: 'value', cell: ({n}) => count(n)},
            {title: 'Mean', align: 'value', cell: ({meanMs}) => time(meanMs)},
            {title: 'p50', align: 'value', cell: ({p50Ms}) => time(p50Ms)},
            {title: 'p90', align: 'value', cell: ({p90Ms}) => time(p90Ms)},
            {title: 'p95', align: 'value', cell: ({p95Ms}) => time(p95Ms)},
        ],
    });
}

/** Milliseconds in full on hover. */
export function time(ms: number | null): TemplateResult {
    return html`<span ${tip([ms === null ? null : `${count(Math.round(ms))} ms`])}>${took(ms)}</span>`;
}

export function latencyChart(app: App, payload: PerformancePayload): TemplateResult {
    const plot = latencyPlot(payload, drawnName(payload, app.place.latencyOf));
    if (plot === null) return panel('Latency over time', html`<p class="faint">Nothing to draw: no request of this scope has a known wait.</p>`);
    return panel(plot.title, html`
        <sightline-plot class="tall" .plot=${plot} .pickable=${app.host.kind === 'editor'}
            @pick=${({detail}: CustomEvent<string>) => pick(detail)}></sightline-plot>
        ${plot.marks.length === 0 ? '' : html`<p class="foot">Dotted lines: the agent's most used model changed.</p>`}`,
    plot.measure);

    function pick(date: string): void {
        const days = bucketDays(date, payload.period);
        if (days !== null) app.openDays(days);
    }
}

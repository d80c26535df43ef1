/** DP1, DP2: how long people wait, by model or agent; the chosen row over time. */

import {html, type TemplateResult} from 'lit';
import type {App} from '../../app';
import type {LatencyRow, PerformancePayload} from '../../../src/payloads';
import {t} from '../../../common/words';
import {panel} from '../../cards/panel';
import {table} from '../../cards/table';
import {drawnName, KINDS, latencyPlot} from '../../charts/latency';
import '../../charts/plotChart';
import {bucketDays} from '../../lib/days';
import {count, took} from '../../lib/format';
import {GLOSSARY} from '../../lib/glossary';
import type {By} from '../../lib/place';
import {tip} from '../../lib/tip';

const TITLES: Record<By, string> = {model: t('Model'), agent: t('Agent')};
const CHOICES: Record<By, string> = {model: t('By model'), agent: t('By agent')};
const CAPTIONS: Record<By, string> = {model: t('Latency by model'), agent: t('Latency by agent')};
const BYS: readonly By[] = ['model', 'agent'];

export function latencyPanel(app: App, payload: PerformancePayload): TemplateResult {
    return panel(t('Latency'), html`${latencyTable(app, payload)}`, html`
        <span class="segments quiet" role="group" aria-label=${t('Latency by')}>
            ${BYS.map(by => html`<button aria-pressed=${payload.by === by} @click=${() => app.go({latencyBy: by, latencyOf: null})}>${CHOICES[by]}</button>`)}
        </span>`);
}

function latencyTable(app: App, payload: PerformancePayload): TemplateResult {
    const {by, latency: rows, series} = payload;
    if (rows.length === 0) return html`<p class="faint">${t('No engine used here records how long its requests took.')}</p>`;
    const drawn = drawnName(payload, app.place.latencyOf);
    // A file has the lines of the most measured only.
    const pickable = (name: string): boolean => app.host.kind === 'editor' || series.some(one => one.name === name);
    return table<LatencyRow>({
        caption: CAPTIONS[by],
        rows,
        key: ({kind, name}) => `${name} ${kind}`,
        most: 12,
        chosen: ({name}) => name === drawn,
        columns: [
            {title: TITLES[by], align: 'name', cell: ({name}) => pickable(name)
                ? html`<button class="link clip" aria-pressed=${name === drawn} title=${name} @click=${() => app.go({latencyOf: name})}>${name}</button>`
                : html`<span class="clip" title=${name}>${name}</span>`},
            {title: t('Wait'), align: 'name', cell: ({kind}) => html`
                <span ${tip([GLOSSARY[kind].help])}>${KINDS[kind].title}${kind === 'first_block' ? html` <span class="faint">${t('upper bound')}</span>` : ''}</span>`},
            {title: 'n', align: 'value', cell: ({n}) => count(n)},
            {title: t('Mean'), align: 'value', cell: ({meanMs}) => time(meanMs)},
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
    if (plot === null) return panel(t('Latency over time'), html`<p class="faint">${t('Nothing to draw: no request of this scope has a known wait.')}</p>`);
    return panel(plot.title, html`
        <sightline-plot class="tall" .plot=${plot} .pickable=${app.host.kind === 'editor'}
            @pick=${({detail}: CustomEvent<string>) => pick(detail)}></sightline-plot>
        ${plot.marks.length === 0 ? '' : html`<p class="foot">${t('Dotted lines: the agent\'s most used model changed.')}</p>`}`,
    plot.measure);

    function pick(date: string): void {
        const days = bucketDays(date, payload.period);
        if (days !== null) app.openDays(days);
    }
}

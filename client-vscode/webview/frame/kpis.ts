/** The top row: the numbers first, each with its change and how sure it is. */

import {html, nothing, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import type {App} from '../app';
import type {Analytics, Kpi, OverviewPayload} from '../../src/payloads';
import {t} from '../../common/words';
import {compact, count, counted, ratio, signed} from '../lib/format';
import {exactly, shown, sureness} from '../lib/labels';
import {hasTrend} from '../lib/metrics';
import {provenance} from '../lib/provenance';
import {tip, type TipLines} from '../lib/tip';

/** Characters of a value that a card has room for. */
const ROOM = 10;
const PLACEHOLDERS = [t('Sessions'), t('Messages'), t('Tokens'), t('Cost'), t('Avg. quality'), t('Avg. duration')];

export function kpiRow(app: App, overview: OverviewPayload | null, dimmed: boolean): TemplateResult {
    if (overview === null) {
        return html`<div class="kpis dimmed" aria-busy="true">${PLACEHOLDERS.map(title => html`
            <div class="kpi"><span class="label">${title}</span><span class="value faint">&nbsp;</span><span class="change">&nbsp;</span></div>`)}</div>`;
    }
    const {analytics, kpis, period} = overview;
    return html`
        <div class="kpis ${dimmed ? 'dimmed' : ''}" role="list" aria-label=${t('Key figures')} aria-busy=${dimmed}>
            ${repeat(kpis, ({metric}) => metric, kpi => card(app, kpi, period.preset === 'all', details(kpi, analytics)))}
        </div>`;
}

function card(app: App, kpi: Kpi, whole: boolean, more: TipLines): TemplateResult {
    const {label, metric, note, title, unit, unknownParts, value} = kpi;
    const lines = tipLines(kpi, whole, more);
    const figure = shown(value, unit, label);
    const inner = html`
        <span class="label">${title}</span>
        <span class="value ${figure.length > ROOM ? 'long' : ''}">${figure}</span>
        <span class="change">${whole ? nothing : change(kpi)} ${note === null ? nothing : html`<span class="note">${note}</span>`}</span>
        <span class="sr">${kpi.help} ${sureness(label, unknownParts)}</span>`;
    if (!hasTrend(metric)) return html`<div class="kpi" role="listitem" tabindex="0" data-metric=${metric} ${tip(lines, value)}>${inner}</div>`;
    return html`
        <div role="listitem">
            <button class="kpi" data-metric=${metric} ${tip([...lines, t('Click: its trend')], value)}
                @click=${() => app.go({tab: 'trends', session: null, trend: metric})}>${inner}</button>
        </div>`;
}

function tipLines(kpi: Kpi, whole: boolean, more: TipLines): TipLines {
    const {details: own, help, label, previous, title, unit, unknownParts, value} = kpi;
    const before = previous === null ? t('No work in the range before.') : t('In the range before: {0}.', exactly(previous, unit, 'exact'));
    return [`${title}: ${exactly(value, unit, label)}`, help, sureness(label, unknownParts), ...own, ...more, whole ? null : before, ...provenance()];
}

function details({metric}: Kpi, all: Analytics): TipLines {
    if (metric === 'cost') {
        const unpriced = all.models.filter(row => row.unpricedRequests > 0);
        return unpriced.map(({model, unpricedRequests}) => t('Without a price: {0}, {1}.', model, counted(unpricedRequests, 'request')));
    }
    if (metric !== 'total_tokens') return [];
    return [
        t('Cache read: {0}', signed(count(all.totalCacheReadTokens), all.labels['totalCacheReadTokens'] ?? 'exact')),
        t('Cache write: {0}', signed(count(all.totalCacheWriteTokens), all.labels['totalCacheWriteTokens'] ?? 'exact')),
        ...all.models.slice(0, 5).map(({model, tokens}) => `${model}: ${compact(tokens)}`),
    ];
}

/** What changed against the range before, as a share of it. */
export function changeOf({previous, value}: Pick<Kpi, 'previous' | 'value'>): number | null {
    return previous === null || value === null || previous === 0 ? null : (value - previous) / previous;
}

/** Whether a change is good news: more sessions is neither. */
export function verdict(kpi: Pick<Kpi, 'better' | 'previous' | 'value'>): 'good' | 'bad' | 'neutral' {
    const share = changeOf(kpi);
    if (share === null || kpi.better === null || Math.abs(share) < 0.0005) return 'neutral';
    return share > 0 === (kpi.better === 'more') ? 'good' : 'bad';
}

const NEWS: Record<ReturnType<typeof verdict>, readonly string[]> = {good: [t('good')], bad: [t('bad')], neutral: []};

function change(kpi: Kpi): TemplateResult {
    const share = changeOf(kpi);
    if (share === null) return html`<span class="faint" aria-label=${t('No change known')}>—</span>`;
    const news = verdict(kpi);
    const arrow = Math.abs(share) < 0.0005 ? '=' : share > 0 ? '▲' : '▼';
    const size = ratio(Math.abs(share));
    const words = share >= 0 ? t('up {0} on the range before', size) : t('down {0} on the range before', size);
    return html`<span class=${news}><span aria-hidden="true">${arrow} ${size}</span><span class="sr">${[words, ...NEWS[news]].join(', ')}</span></span><span class="faint" aria-hidden="true">${t('vs before')}</span>`;
}

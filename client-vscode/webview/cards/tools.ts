/** DA10: which tools ran, how often they succeeded and how long they took. */

import {html, nothing, type TemplateResult} from 'lit';
import type {Card} from '.';
import type {App} from '../app';
import type {ToolRow} from '../../src/payloads';
import {t} from '../../common/words';
import {count, latency, ratio, signed} from '../lib/format';
import {sureness} from '../lib/labels';
import {tip} from '../lib/tip';
import {panel} from './panel';
import {table} from './table';
import {toSessions} from './toSessions';

const MOST = 8;

export const TOOLS: Card = {
    name: 'tools',
    size: 'half',
    view: (app, {analytics: {tools}}) => tools.length === 0 ? null : panel(t('Tool Usage'), html`
        ${toolTable(app, tools.slice(0, MOST))}
        ${tools.length <= MOST ? nothing : html`<button class="link" @click=${() => app.go({tab: 'performance'})}>${t('Show all {0}', tools.length)}</button>`}`),
};

export function toolTable(app: App | null, tools: readonly ToolRow[]): ReturnType<typeof table> {
    return table<ToolRow>({
        caption: t('Tool usage'),
        rows: tools,
        key: ({tool}) => tool,
        most: MOST,
        act: app === null ? null : toSessions(app, 'tool', ({tool}) => tool),
        columns: [
            {title: t('Tool'), align: 'name', cell: row => html`<span class="clip" title=${row.tool}>${row.tool}</span>`},
            {title: t('Calls'), align: 'value', metric: 'tool_calls', cell: row => count(row.calls)},
            {title: t('Success Rate'), align: 'value', metric: 'tool_success_rate', cell: success},
            {title: t('Avg Duration'), align: 'value', metric: 'tool_duration', cell: row => html`
                <span ${tip([sureness(row.durationLabel)])}>${signed(latency(row.avgDurationMs), row.durationLabel)}</span>`},
        ],
    });
}

export function success({denied, failures, successRate, successes}: ToolRow): TemplateResult {
    const lines = [t('{0} succeeded, {1} failed', count(successes), count(failures)), denied !== null && denied > 0 ? t('{0} denied', count(denied)) : null];
    return html`<span class="rate ${grade(successRate)}" ${tip(lines)}>${ratio(successRate)}</span>`;
}

/** Green from 90, yellow from 70, red below: of the value as shown. */
export function grade(rate: number | null): 'good' | 'fair' | 'bad' | 'none' {
    if (rate === null) return 'none';
    const percent = Number((rate * 100).toFixed(1));
    return percent >= 90 ? 'good' : percent >= 70 ? 'fair' : 'bad';
}

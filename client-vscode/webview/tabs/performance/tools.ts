/** DP4: where tool time goes; tools of an MCP server stand under its name. */

import {html, type TemplateResult} from 'lit';
import type {App} from '../../app';
import type {ToolTimeRow} from '../../../src/payloads';
import {t} from '../../../common/words';
import {panel} from '../../cards/panel';
import {table} from '../../cards/table';
import {toSessions} from '../../cards/toSessions';
import {success} from '../../cards/tools';
import {count, ratio, signed, took} from '../../lib/format';
import {sureness} from '../../lib/labels';
import {tip} from '../../lib/tip';

export function toolsPanel(app: App, tools: readonly ToolTimeRow[]): TemplateResult {
    if (tools.length === 0) return panel(t('Tools'), html`<p class="faint">${t('No tool was called in this scope.')}</p>`);
    return panel(t('Tools'), table<ToolTimeRow>({
        caption: t('Tools by total time'),
        rows: byServer(tools),
        key: ({server, tool}) => `${server ?? ''} ${tool}`,
        group: ({server}) => (server === null ? null : t('MCP server {0}', server)),
        most: 20,
        act: toSessions(app, 'tool', ({tool}) => tool),
        columns: [
            {title: t('Tool'), align: 'name', cell: ({tool}) => html`<span class="clip" title=${tool}>${tool}</span>`},
            {title: t('Calls'), align: 'value', metric: 'tool_calls', cell: ({calls}) => count(calls)},
            {title: t('Share'), align: 'value', cell: ({share}) => ratio(share)},
            {title: t('Success'), align: 'value', metric: 'tool_success_rate', cell: success},
            {title: t('Failed'), align: 'value', metric: 'tool_failures', cell: ({failures}) => count(failures)},
            {title: t('Denied'), align: 'value', metric: 'tool_denied', cell: ({denied}) => count(denied)},
            {title: t('Total'), align: 'value', metric: 'tool_duration_total', cell: row => time(row, row.totalDurationMs)},
            {title: t('Mean'), align: 'value', metric: 'tool_duration', cell: row => time(row, row.avgDurationMs)},
            {title: 'p95', align: 'value', metric: 'tool_duration_p95', cell: row => time(row, row.p95DurationMs)},
            {title: t('Longest'), align: 'value', metric: 'tool_duration_max', cell: row => time(row, row.longestMs)},
        ],
    }), t('longest total time first'));
}

/** Tools of no server first, then a server after the other, each in the order given. */
export function byServer(tools: readonly ToolTimeRow[]): ToolTimeRow[] {
    const servers = [...new Set(tools.map(({server}) => server))].sort((one, other) => Number(one !== null) - Number(other !== null));
    return servers.flatMap(server => tools.filter(tool => tool.server === server));
}

function time({durationLabel}: ToolTimeRow, ms: number | null): TemplateResult {
    const held = durationLabel === 'estimated' ? t('Waiting for approval is inside.') : null;
    return html`<span ${tip([ms === null ? null : `${count(Math.round(ms))} ms`, sureness(durationLabel), held])}>${signed(took(ms), durationLabel)}</span>`;
}

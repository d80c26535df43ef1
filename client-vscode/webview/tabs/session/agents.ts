/** What each agent cost, below the one that started it: its own work, and with all it started. */

import {html, type TemplateResult} from 'lit';
import type {App} from '../../app';
import type {AgentNode} from '../../../src/payloads';
import {t} from '../../../common/words';
import {costCell, table} from '../../cards/table';
import {css} from '../../lib/css';
import {count, shortDuration} from '../../lib/format';

export function agentTable(app: App, agents: readonly AgentNode[]): TemplateResult {
    const numbered = agents.map((node, index) => ({...node, index}));
    return table<(typeof numbered)[number]>({
        caption: t('Cost of each agent'),
        rows: numbered,
        key: ({index}) => String(index),
        most: 20,
        columns: [
            {title: t('Agent'), align: 'name', cell: row => html`<span class="clip" ${css({'padding-left': `${row.depth}em`})}>${name(app, row)}</span>`},
            {title: t('Requests'), align: 'value', cell: ({requests}) => count(requests)},
            {title: t('Tokens'), align: 'value', cell: ({tokens}) => count(tokens)},
            {title: t('Duration'), align: 'value', cell: ({durationMs}) => shortDuration(durationMs)},
            {title: t('Own cost'), align: 'value', cell: ({ownCost, ownCostLabel}) => costCell(ownCost, ownCostLabel)},
            {title: t('With its agents'), align: 'value', cell: ({totalCost, totalCostLabel}) => costCell(totalCost, totalCostLabel)},
        ],
    });
}

/** A helper's work is a session of its own and in none of these sums. */
function name(app: App, {kind, name: text, session}: AgentNode): unknown {
    if (kind !== 'helper') return text;
    const shown = t('{0} (helper)', text);
    return session === null ? shown : html`<button class="link" @click=${() => app.openSession(session)}>${shown}</button>`;
}

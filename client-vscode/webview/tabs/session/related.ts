/** Where a session came from and whom it handed work to. */

import {html, type TemplateResult} from 'lit';
import type {App} from '../../app';
import type {RelatedSession} from '../../../src/payloads';
import {t} from '../../../common/words';
import {costCell, table} from '../../cards/table';
import {count, shortDuration} from '../../lib/format';
import {RELATIONS} from '../../lib/kinds';

export function relatedTable(app: App, related: readonly RelatedSession[]): TemplateResult {
    const numbered = related.map((row, index) => ({...row, index}));
    return table<(typeof numbered)[number]>({
        caption: t('Related sessions'),
        rows: numbered,
        key: ({index}) => String(index),
        most: 12,
        columns: [
            {title: t('Session'), align: 'name', cell: row => name(app, row)},
            {title: t('Relation'), align: 'name', cell: ({relation}) => RELATIONS[relation]},
            {title: t('Requests'), align: 'value', cell: ({requests}) => count(requests)},
            {title: t('Duration'), align: 'value', cell: ({durationMs}) => shortDuration(durationMs)},
            {title: t('Cost'), align: 'value', cell: ({cost, costLabel}) => costCell(cost, costLabel)},
            {title: t('Outcome'), align: 'name', cell: ({outcome}) => outcome ?? '—'},
        ],
    });
}

function name(app: App, {id, relation, title}: RelatedSession): TemplateResult {
    // A sub-agent's work is inside this session: there is nothing else to go to.
    if (id === null || relation === 'subagent') return html`<span class="clip">${title}</span>`;
    return html`<button class="link clip" @click=${() => app.openSession(id)}>${title}</button>`;
}

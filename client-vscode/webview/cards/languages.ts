/** DA12: what each language changed and cost. */

import {html} from 'lit';
import type {Card} from '.';
import type {LanguageRow} from '../../src/payloads';
import {t} from '../../common/words';
import {added, removed, unattributed} from './files';
import {panel} from './panel';
import {costCell, table} from './table';
import {toSessions} from './toSessions';

export const LANGUAGES: Card = {
    name: 'languages',
    size: 'half',
    view: (app, {analytics: {labels, languages, unattributedCost}}) => languages.length === 0 ? null : panel(t('Cost by Language'), html`
        ${table<LanguageRow>({
            caption: t('Cost by language'),
            rows: languages,
            key: ({language}) => language,
            most: 8,
            act: toSessions(app, 'lang', ({language}) => language),
            columns: [
                {title: t('Language'), align: 'name', cell: row => row.language},
                {title: t('Added'), align: 'value', metric: 'lines_added', cell: row => added(row.linesAdded)},
                {title: t('Removed'), align: 'value', metric: 'lines_removed', cell: row => removed(row.linesRemoved)},
                {title: t('Cost'), align: 'value', metric: 'attributed_cost', cell: row => costCell(row.cost, row.costLabel)},
            ],
        })}
        ${unattributed(unattributedCost, labels['totalCost'])}`),
};

/** DA9: what each model did and cost, dearest first. */

import {html} from 'lit';
import type {Card} from '.';
import type {App} from '../app';
import type {Label, ModelRow} from '../../src/payloads';
import {t} from '../../common/words';
import {count} from '../lib/format';
import {costCell, table, tokensCell} from './table';
import {panel} from './panel';

export const MODELS: Card = {
    name: 'models',
    size: 'half',
    view: (app, {analytics: {labels, models, totalCost, totalTokens}}) => models.length === 0 ? null :
        panel(t('Model Usage'), modelTable(app, models, {cost: totalCost, costLabel: labels['totalCost'] ?? 'exact', tokens: totalTokens, tokensLabel: labels['totalTokens'] ?? 'exact'})),
};

interface Total {
    cost: number | null;
    costLabel: Label;
    tokens: number | null;
    tokensLabel: Label;
}

export function modelTable(app: App | null, models: readonly ModelRow[], total: Total): ReturnType<typeof table> {
    const requests = models.reduce((sum, row) => sum + row.requests, 0);
    return table<ModelRow>({
        caption: t('Model usage'),
        rows: models,
        key: ({engine, model}) => `${engine} ${model}`,
        most: 8,
        act: app === null || app.host.kind === 'file' ? null : {
            title: ({model}) => t('Show the sessions with {0}', model),
            run: ({model}) => app.go({tab: 'sessions', session: null, models: [model]}),
        },
        columns: [
            {title: t('Model'), align: 'name', cell: row => html`<span class="clip" title=${row.model}>${row.model}</span>`},
            {title: t('Requests'), align: 'value', metric: 'requests', cell: row => count(row.requests)},
            {title: t('Cost'), align: 'value', metric: 'cost', cell: row => costCell(row.cost, row.costLabel)},
            {title: t('Tokens'), align: 'value', metric: 'total_tokens', cell: row => tokensCell(count(row.tokens), row.tokensLabel)},
        ],
        foot: [t('Total'), count(requests), costCell(total.cost, total.costLabel), tokensCell(count(total.tokens), total.tokensLabel)],
    });
}

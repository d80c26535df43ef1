/** DA9: what each model did and cost, dearest first. */

import {html} from 'lit';
import type {Card} from '.';
import type {App} from '../app';
import type {Label, ModelRow} from '../../src/payloads';
import {count} from '../lib/format';
import {costCell, table, tokensCell} from './table';
import {panel} from './panel';

export const MODELS: Card = {
    name: 'models',
    size: 'half',
    view: (app, {analytics: {labels, models, totalCost, totalTokens}}) => models.length === 0 ? null :
        panel('Model Usage', modelTable(app, models, {cost: totalCost, costLabel: labels['totalCost'] ?? 'exact', tokens: totalTokens, tokensLabel: labels['totalTokens'] ?? 'exact'})),
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
        caption: 'Model usage',
        rows: models,
        key: ({engine, model}) => `${engine} ${model}`,
        most: 8,
        act: app === null || app.host.kind === 'file' ? null : {
            title: ({model}) => `Show the sessions with ${model}`,
            run: ({model}) => app.go({tab: 'sessions', session: null, models: [model]}),
        },
        columns: [
            {title: 'Model', align: 'name', cell: row => html`<span class="clip" title=${row.model}>${row.model}</span>`},
            {title: 'Requests', align: 'value', metric: 'requests', cell: row => count(row.requests)},
            {title: 'Cost', align: 'value', metric: 'cost', cell: row => costCell(row.cost, row.costLabel)},
            {title: 'Tokens', align: 'value', metric: 'total_tokens', cell: row => tokensCell(count(row.tokens), row.tokensLabel)},
        ],
        foot: ['Total', count(requests), costCell(total.cost, total.costLabel), tokensCell(count(total.tokens), total.tokensLabel)],
    });
}

/** DP3: how fast output comes. */

import {html, type TemplateResult} from 'lit';
import type {PerformancePayload, ThroughputRow} from '../../../src/payloads';
import {t} from '../../../common/words';
import {figure} from '../../cards/figure';
import {panel} from '../../cards/panel';
import {table} from '../../cards/table';
import {throughputPlot} from '../../charts/latency';
import '../../charts/plotChart';
import {count} from '../../lib/format';
import {ofPayload} from '../../lib/memo';

const plotOf = ofPayload(({throughput}: PerformancePayload) => throughputPlot(throughput));

export function throughputPanel(payload: PerformancePayload): TemplateResult {
    const {by, throughput: {n, p10, p50, p90, rows}} = payload;
    if (n === 0) return panel(t('Throughput'), html`<p class="faint">${t('No request of this scope has both its output and a duration of 200 ms or more.')}</p>`);
    return panel(t('Throughput'), html`
        <sightline-plot .plot=${plotOf(payload)}></sightline-plot>
        <div class="figures small between">
            ${figure({metric: 'throughput_p10', title: 'p10', value: p10})}
            ${figure({metric: 'throughput_p50', title: 'p50', value: p50})}
            ${figure({metric: 'throughput_p90', title: 'p90', value: p90})}
            ${figure({metric: 'throughput_n', title: 'n', value: n})}
        </div>
        ${table<ThroughputRow>({
            caption: by === 'model' ? t('Throughput by model') : t('Throughput by agent'),
            rows,
            key: ({name}) => name,
            most: 6,
            columns: [
                {title: by === 'model' ? t('Model') : t('Agent'), align: 'name', cell: ({name}) => html`<span class="clip" title=${name}>${name}</span>`},
                {title: 'n', align: 'value', cell: row => count(row.n)},
                {title: t('Mean'), align: 'value', cell: ({mean}) => speed(mean)},
                {title: 'p10', align: 'value', cell: row => speed(row.p10)},
                {title: 'p50', align: 'value', cell: row => speed(row.p50)},
                {title: 'p90', align: 'value', cell: row => speed(row.p90)},
            ],
        })}`, t('output tokens per second, by requests'));
}

function speed(value: number | null): string {
    return value === null ? count(null) : value.toFixed(1);
}

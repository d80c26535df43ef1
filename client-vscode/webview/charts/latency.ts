/** DP2, DP3: waiting over time, and how fast output came. Pure. */

import type {Bucket, LatencyRow, PerformancePayload, Throughput} from '../../src/payloads';
import {t} from '../../common/words';
import {axisDay, count, counted, latency} from '../lib/format';
import {bucketDays, spanText} from '../lib/days';
import {axisText, type Plot, type PlotColumn, type PlotSeries, plotSummary, type PlotValue} from './plot';

export type Kind = LatencyRow['kind'];

export const KINDS: Readonly<Record<Kind, {title: string; colour: string}>> = {
    ttft: {title: t('TTFT'), colour: 'green'},
    first_thought: {title: t('First thought'), colour: 'yellow'},
    first_block: {title: t('First block'), colour: 'blue'},
    ttlt: {title: t('TTLT'), colour: 'purple'},
};

const TITLES: Readonly<Record<Bucket, (name: string) => string>> = {
    day: name => t('Daily latency of {0}', name), week: name => t('Weekly latency of {0}', name), month: name => t('Monthly latency of {0}', name),
};

const GAP: PlotValue = {value: null, text: '—', label: 'unknown'};

/** The name whose waiting is drawn: the chosen one, else the most measured. */
export function drawnName({latency: rows, series}: PerformancePayload, chosen: string | null): string | null {
    return series.find(({name}) => name === chosen)?.name ?? series[0]?.name ?? rows[0]?.name ?? null;
}

/** Waits of one model or agent: the median as a line a kind, up to the 90th percentile as a band; null where nothing was measured. */
export function latencyPlot({buckets, period, series}: PerformancePayload, name: string | null): Plot | null {
    const own = series.filter(one => one.name === name);
    if (name === null || own.length === 0) return null;
    const changes = new Map(own.flatMap(({points}) => points.flatMap(({changedFrom, date, model}) =>
        changedFrom === null || model === null ? [] : [[date, t('The model changed from {0} to {1}.', changedFrom, model)] as const])));
    const columns = buckets.map((date): PlotColumn => {
        const days = bucketDays(date, period);
        return {key: date, tick: axisDay(date, period.bucket), title: days === null ? date : spanText(days), more: []};
    });
    const lines = own.flatMap(({kind, points}): PlotSeries[] => {
        const known = new Map(points.map(point => [point.date, point]));
        const at = (part: 'p50Ms' | 'p90Ms'): PlotValue[] => buckets.map(date => {
            const point = known.get(date);
            return point === undefined ? GAP
                : {value: point[part], text: `${latency(point[part])}, ${counted(point.n, 'request')}`, label: 'exact'};
        });
        const {colour, title} = KINDS[kind];
        const [p50, p90] = [at('p50Ms'), at('p90Ms')];
        return [
            {name: `${title} p50`, shape: 'line', colour, stacked: false, dashed: false, values: p50},
            {name: `${title} p90`, shape: 'band', colour, stacked: false, dashed: false, values: p90, base: p50},
        ];
    });
    const title = TITLES[period.bucket](name);
    return {
        title, measure: t('median, band up to p90'), head: t('Days'), whole: false, tickText: axisText('ms'), columns, series: lines,
        marks: buckets.flatMap((date, at) => {
            const text = changes.get(date);
            return text === undefined ? [] : [{at, text}];
        }),
        summary: plotSummary(title, columns, lines[0]?.values ?? []),
    };
}

/** Requests by output speed. */
export function throughputPlot({bins}: Throughput): Plot {
    const columns = bins.map(({high, low}): PlotColumn => {
        const range = high === null ? t('{0} and more', low) : t('{0} to {1}', low, high);
        return {key: String(low), tick: high === null ? `≥ ${low}` : `${low}–${high}`, title: `${range} tok/s`, more: []};
    });
    const values = bins.map(({n}): PlotValue => ({value: n, text: counted(n, 'request'), label: 'exact'}));
    return {
        title: t('Throughput'), measure: t('requests by tokens per second'), head: t('Output'), whole: true, tickText: axisText('n'), columns,
        series: [{name: t('Requests'), shape: 'bar', colour: 'blue', stacked: false, dashed: false, values}], marks: [],
        summary: t('Throughput: {0}.', columns.map(({title}, at) => `${title}: ${count(bins[at]?.n ?? null)}`).join(', ')),
    };
}

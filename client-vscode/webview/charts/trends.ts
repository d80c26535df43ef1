/** DT1, DT2: metrics over time, whole or by part. Pure. */

import type {Bucket, TrendPoint, TrendSeries, TrendsPayload} from '../../src/payloads';
import {t} from '../../common/words';
import {axisDay} from '../lib/format';
import {spanText} from '../lib/days';
import {exactly} from '../lib/labels';
import {axisText, PART_COLOURS, type Plot, type PlotColumn, type PlotSeries, plotSummary, type PlotValue} from './plot';
import {SPLIT_WORDS} from '../lib/kinds';

const PER: Record<Bucket, string> = {day: t('per day'), week: t('per week'), month: t('per month')};

/** A metric's colour where it stands alone. */
const COLOURS: ReadonlyMap<string, string> = new Map([['sessions', 'purple'], ['cost', 'yellow'], ['quality', 'green']]);

/** One metric of the answer as a chart; null without a point. `named` gives parts the words people know. */
export function trendPlot({bucket, by, series}: TrendsPayload, named: (part: string) => string = part => part): Plot | null {
    const [first] = series;
    if (first === undefined || first.points.length === 0) return null;
    const {isSum, metric, title, unit} = first;
    const columns = first.points.map(({from, to}): PlotColumn => ({key: from, tick: axisDay(from, bucket), title: spanText({from, to}), more: []}));
    const parts = series.map((one, at): PlotSeries => ({
        name: one.split === null ? title : named(one.split),
        shape: isSum ? 'bar' : 'line',
        colour: by === null ? COLOURS.get(metric) ?? 'blue' : colourOf(one, at),
        stacked: isSum && by !== null,
        dashed: false,
        values: one.points.map(point => valueOf(point, one)),
    }));
    const averages = series.flatMap(one => averageOf(one));
    return {
        title: by === null ? title : t('{0} by {1}', title, SPLIT_WORDS[by]),
        measure: PER[bucket],
        head: t('Days'),
        whole: isSum && (unit === 'n' || unit === 'tok'),
        tickText: axisText(unit),
        columns,
        series: [...parts, ...averages],
        marks: [],
        summary: plotSummary(title, columns, parts[0]?.values ?? []),
    };
}

function valueOf({label, value}: TrendPoint, {unit}: TrendSeries): PlotValue {
    return {value, text: exactly(value, unit, value === null ? 'unknown' : label), label};
}

/** The last colour is for what is left over. */
function colourOf({split}: TrendSeries, at: number): string {
    return PART_COLOURS[split === OTHER ? PART_COLOURS.length - 1 : at % (PART_COLOURS.length - 1)] ?? 'lines';
}

const OTHER = 'Other';

function averageOf({metric, points, split, unit}: TrendSeries): PlotSeries[] {
    if (split !== null || points.every(({movingAverage}) => movingAverage === null)) return [];
    const values = points.map(({label, movingAverage}): PlotValue =>
        ({value: movingAverage, text: exactly(movingAverage, unit, label), label}));
    return [{name: t('7-day average'), shape: 'line', colour: metric === 'quality' ? 'blue' : 'foreground', stacked: false, dashed: true, values}];
}

/** The days of the bucket that begins on one. */
export function spanAt({series}: TrendsPayload, from: string): {from: string; to: string} | null {
    const point = series[0]?.points.find(one => one.from === from);
    return point === undefined ? null : {from: point.from, to: point.to};
}

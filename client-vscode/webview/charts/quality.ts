/** DQ1, DQ3: how scores are spread, and what was found over time. Pure. */

import type {Bucket, Period, QualityDay, QualityPayload} from '../../src/payloads';
import {t} from '../../common/words';
import {axisDay, count, counted} from '../lib/format';
import {bucketDays, spanText} from '../lib/days';
import {axisText, type Plot, type PlotColumn, type PlotSeries, plotSummary, type PlotValue} from './plot';

/** Sessions by their score in tens; null without any. */
export function spreadPlot({distribution}: QualityPayload): Plot | null {
    if (distribution.every(n => n === 0)) return null;
    const columns = distribution.map((_, at): PlotColumn => {
        const range = at === 9 ? '90–100' : `${at * 10}–${at * 10 + 9}`;
        return {key: String(at * 10), tick: range, title: t('Score {0}', range), more: []};
    });
    const values = distribution.map((n): PlotValue => ({value: n, text: counted(n, 'session'), label: 'exact'}));
    return {
        title: t('Scores'), measure: t('sessions by overall score'), head: t('Score'), whole: true, tickText: axisText('n'), columns, marks: [],
        series: [{name: t('Sessions'), shape: 'bar', colour: 'green', stacked: false, dashed: false, values}],
        summary: plotSummary(t('Scores'), columns, values),
    };
}

const SEVERITY_PER: Record<Bucket, string> = {day: t('by severity, per day'), week: t('by severity, per week'), month: t('by severity, per month')};
const SEVERITIES = [[t('Errors'), 'red', 'errors'], [t('Warnings'), 'yellow', 'warnings'], [t('Info'), 'blue', 'infos']] as const;

/** Findings by severity; null without any. */
export function findingsPlot({daily, period}: QualityPayload): Plot | null {
    if (daily.every(({errors, infos, warnings}) => errors + warnings + infos === 0)) return null;
    const columns = daily.map(row => column(row, period));
    const series = SEVERITIES.map(([name, colour, key]): PlotSeries => ({
        name, colour, shape: 'bar', stacked: true, dashed: false,
        values: daily.map((row): PlotValue => ({value: row[key], text: count(row[key]), label: 'exact'})),
    }));
    return {
        title: t('Violations'), measure: SEVERITY_PER[period.bucket], head: t('Days'), whole: true, tickText: axisText('n'), columns, series, marks: [],
        summary: plotSummary(t('Violations'), columns, series[0]?.values ?? []),
    };
}

function column({date}: QualityDay, period: Period): PlotColumn {
    const days = bucketDays(date, period);
    return {key: date, tick: axisDay(date, period.bucket), title: days === null ? date : spanText(days), more: []};
}

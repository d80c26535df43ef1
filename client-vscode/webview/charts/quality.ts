/** DQ1, DQ3: how scores are spread, and what was found over time. Pure. */

import type {Period, QualityDay, QualityPayload} from '../../src/payloads';
import {axisDay, count, counted} from '../lib/format';
import {bucketDays, spanText} from '../lib/days';
import {axisText, type Plot, type PlotColumn, type PlotSeries, plotSummary, type PlotValue} from './plot';

/** Sessions by their score in tens; null without any. */
export function spreadPlot({distribution}: QualityPayload): Plot | null {
    if (distribution.every(n => n === 0)) return null;
    const columns = distribution.map((_, at): PlotColumn => {
        const range = at === 9 ? '90–100' : `${at * 10}–${at * 10 + 9}`;
        return {key: String(at * 10), tick: range, title: `Score ${range}`, more: []};
    });
    const values = distribution.map((n): PlotValue => ({value: n, text: counted(n, 'session'), label: 'exact'}));
    return {
        title: 'Scores', measure: 'sessions by overall score', head: 'Score', whole: true, tickText: axisText('n'), columns, marks: [],
        series: [{name: 'Sessions', shape: 'bar', colour: 'green', stacked: false, dashed: false, values}],
        summary: plotSummary('Scores', columns, values),
    };
}

const SEVERITIES = [['Errors', 'red', 'errors'], ['Warnings', 'yellow', 'warnings'], ['Info', 'blue', 'infos']] as const;

/** Findings by severity; null without any. */
export function findingsPlot({daily, period}: QualityPayload): Plot | null {
    if (daily.every(({errors, infos, warnings}) => errors + warnings + infos === 0)) return null;
    const columns = daily.map(row => column(row, period));
    const series = SEVERITIES.map(([name, colour, key]): PlotSeries => ({
        name, colour, shape: 'bar', stacked: true, dashed: false,
        values: daily.map((row): PlotValue => ({value: row[key], text: count(row[key]), label: 'exact'})),
    }));
    return {
        title: 'Violations', measure: 'by severity', head: 'Days', whole: true, tickText: axisText('n'), columns, series, marks: [],
        summary: plotSummary('Violations', columns, series[0]?.values ?? []),
    };
}

function column({date}: QualityDay, period: Period): PlotColumn {
    const days = bucketDays(date, period);
    return {key: date, tick: axisDay(date, period.bucket), title: days === null ? date : spanText(days), more: []};
}

/** The Overview's charts: requests and cost, a column a bucket. */

import type {DailyRow, OverviewPayload, Period} from '../../src/payloads';
import {axisDay, count, counted, money, signed} from '../lib/format';
import {bucketDays, spanText} from '../lib/days';
import {axisText, type Plot, type PlotColumn, plotSummary, type PlotValue} from './plot';

export const BUCKETS = {day: ['Daily', 'day'], week: ['Weekly', 'week'], month: ['Monthly', 'month']} as const;

/** DA7: model calls over time. */
export function activityColumns({analytics: {daily}, period}: OverviewPayload): Plot {
    const [often, bucket] = BUCKETS[period.bucket];
    const columns = daily.map(row => column(row, period, [
        `Sessions: ${count(row.sessions)}`, `Messages: ${count(row.messages)}`, `Cost: ${costOf(row)}`,
    ]));
    const values = daily.map(({requests}): PlotValue => ({value: requests, text: counted(requests, 'request'), label: 'exact'}));
    return plot(`${often} Activity`, `requests per ${bucket}`, 'purple', columns, values);
}

/** DA8: cost over time. */
export function costColumns({analytics: {daily}, period}: OverviewPayload): Plot {
    const [often, bucket] = BUCKETS[period.bucket];
    const columns = daily.map(row => column(row, period, [
        `Requests: ${count(row.requests)}`, `Input: ${count(row.inputTokens)} tokens`, `Output: ${count(row.outputTokens)} tokens`,
    ]));
    const values = daily.map(row => ({value: row.cost, text: costOf(row), label: row.costLabel}));
    return plot(`${often} Cost`, `USD per ${bucket}`, 'yellow', columns, values);
}

function plot(title: string, measure: string, colour: 'purple' | 'yellow', columns: readonly PlotColumn[], values: readonly PlotValue[]): Plot {
    const whole = colour === 'purple';
    return {
        title, measure, head: 'Days', whole, tickText: axisText(whole ? 'n' : 'USD'), columns, marks: [],
        series: [{name: measure, shape: 'bar', colour, stacked: false, dashed: false, values}],
        summary: plotSummary(title, columns, values),
    };
}

function column({date}: DailyRow, period: Period, more: readonly string[]): PlotColumn {
    const days = bucketDays(date, period);
    return {key: date, tick: axisDay(date, period.bucket), title: days === null ? date : spanText(days), more};
}

function costOf({cost, costLabel}: DailyRow): string {
    return signed(money(cost), costLabel);
}

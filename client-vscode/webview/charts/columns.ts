/** The Overview's charts: requests and cost, a column a bucket. */

import type {DailyRow, OverviewPayload, Period} from '../../src/payloads';
import {t} from '../../common/words';
import {axisDay, count, counted, money, signed} from '../lib/format';
import {bucketDays, spanText} from '../lib/days';
import {axisText, type Plot, type PlotColumn, plotSummary, type PlotValue} from './plot';

/** Titles and measures of the charts, by how long a column is. */
const TITLES = {
    day: {activity: t('Daily Activity'), requests: t('requests per day'), cost: t('Daily Cost'), usd: t('USD per day')},
    week: {activity: t('Weekly Activity'), requests: t('requests per week'), cost: t('Weekly Cost'), usd: t('USD per week')},
    month: {activity: t('Monthly Activity'), requests: t('requests per month'), cost: t('Monthly Cost'), usd: t('USD per month')},
} as const;

/** DA7: model calls over time. */
export function activityColumns({analytics: {daily}, period}: OverviewPayload): Plot {
    const titles = TITLES[period.bucket];
    const columns = daily.map(row => column(row, period, [
        t('Sessions: {0}', count(row.sessions)), t('Messages: {0}', count(row.messages)), t('Cost: {0}', costOf(row)),
    ]));
    const values = daily.map(({requests}): PlotValue => ({value: requests, text: counted(requests, 'request'), label: 'exact'}));
    return plot(titles.activity, titles.requests, 'purple', columns, values);
}

/** DA8: cost over time. */
export function costColumns({analytics: {daily}, period}: OverviewPayload): Plot {
    const titles = TITLES[period.bucket];
    const columns = daily.map(row => column(row, period, [
        t('Requests: {0}', count(row.requests)), t('Input: {0} tokens', count(row.inputTokens)), t('Output: {0} tokens', count(row.outputTokens)),
    ]));
    const values = daily.map(row => ({value: row.cost, text: costOf(row), label: row.costLabel}));
    return plot(titles.cost, titles.usd, 'yellow', columns, values);
}

function plot(title: string, measure: string, colour: 'purple' | 'yellow', columns: readonly PlotColumn[], values: readonly PlotValue[]): Plot {
    const whole = colour === 'purple';
    return {
        title, measure, head: t('Days'), whole, tickText: axisText(whole ? 'n' : 'USD'), columns, marks: [],
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

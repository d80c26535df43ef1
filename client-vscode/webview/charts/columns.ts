/** What a column chart shows: pure, drawn by `columnChart.ts`. */

import type {DailyRow, Label, OverviewPayload, Period} from '../../src/payloads';
import {axisDay, compact, count, counted, money, signed} from '../lib/format';
import {bucketDays, spanText} from '../lib/days';
import {sureness} from '../lib/labels';

export interface Column {
    /** The first day, which also names the column. */
    date: string;
    /** Under the axis. */
    tick: string;
    /** Over the exact values. */
    title: string;
    value: number | null;
    text: string;
    label: Label;
    /** Further exact values: name and text. */
    more: readonly (readonly [string, string])[];
}

export interface Columns {
    title: string;
    /** What the y axis counts. */
    measure: string;
    colour: 'purple' | 'yellow';
    /** Whole numbers only on the y axis. */
    whole: boolean;
    tickText: (value: number) => string;
    columns: readonly Column[];
    /** The chart as a sentence. */
    summary: string;
}

const BUCKETS = {day: ['Daily', 'day'], week: ['Weekly', 'week'], month: ['Monthly', 'month']} as const;

/** DA7: model calls over time. */
export function activityColumns({analytics: {daily}, period}: OverviewPayload): Columns {
    const [often, bucket] = BUCKETS[period.bucket];
    const columns = daily.map(row => column(row, period, row.requests, counted(row.requests, 'request'), 'exact', [
        ['Sessions', count(row.sessions)], ['Messages', count(row.messages)], ['Cost', costOf(row)],
    ]));
    return {
        title: `${often} Activity`, measure: `requests per ${bucket}`, colour: 'purple', whole: true, tickText: compact,
        columns, summary: summary(`${often} activity`, columns),
    };
}

/** DA8: cost over time. */
export function costColumns({analytics: {daily}, period}: OverviewPayload): Columns {
    const [often, bucket] = BUCKETS[period.bucket];
    const columns = daily.map(row => column(row, period, row.cost, costOf(row), row.costLabel, [
        ['Requests', count(row.requests)], ['Input', `${count(row.inputTokens)} tokens`], ['Output', `${count(row.outputTokens)} tokens`],
    ]));
    return {
        title: `${often} Cost`, measure: `USD per ${bucket}`, colour: 'yellow', whole: false, tickText: axisMoney,
        columns, summary: summary(`${often} cost`, columns),
    };
}

function column(
    {date}: DailyRow, period: Period, value: number | null, text: string, label: Label, more: Column['more'],
): Column {
    const days = bucketDays(date, period);
    return {date, tick: axisDay(date), title: days === null ? date : spanText(days), value, text, label, more};
}

function costOf({cost, costLabel}: DailyRow): string {
    return signed(money(cost), costLabel);
}

function axisMoney(value: number): string {
    if (Number.isInteger(value)) return `$${compact(value)}`;
    return value < 0.01 ? `$${Number(value.toPrecision(2))}` : `$${value.toFixed(2)}`;
}

/** The exact values of a column, as lines, and how sure the drawn one is. */
export function columnLines({label, more, text, title}: Column): string[] {
    return [`${title}: ${text}`, sureness(label), ...more.map(([name, value]) => `${name}: ${value}`)];
}

function summary(what: string, columns: readonly Column[]): string {
    const first = columns[0];
    if (first === undefined) return `${what}: nothing.`;
    const known = columns.filter(({value}) => value !== null && value > 0);
    const most = known.reduce<Column | null>((best, one) => ((one.value ?? 0) > (best?.value ?? 0) ? one : best), null);
    const span = `from ${first.date} to ${columns.at(-1)?.date ?? first.date}`;
    return most === null
        ? `${what} ${span}: nothing.`
        : `${what} ${span}: ${known.length} of ${columns.length} columns have work; the most on ${most.title}, ${most.text}.`;
}

/** What a chart of columns and lines shows: pure, drawn by `plotChart.ts`. */

import type {Label, Unit} from '../../src/payloads';
import {compact, latency, shortDuration} from '../lib/format';
import {sureness} from '../lib/labels';
import {t} from '../../common/words';

export interface PlotColumn {
    /** Names the column to whoever hears of a click: its first day, or its bin. */
    key: string;
    /** Under the axis. */
    tick: string;
    /** Over the exact values. */
    title: string;
    /** Further exact values. */
    more: readonly string[];
}

export interface PlotValue {
    value: number | null;
    text: string;
    label: Label;
}

export interface PlotSeries {
    name: string;
    /** A band reaches from `base` to the values. */
    shape: 'bar' | 'line' | 'band';
    /** One of the theme's chart colours. */
    colour: string;
    /** On top of the series before it. */
    stacked: boolean;
    dashed: boolean;
    values: readonly PlotValue[];
    /** The lower edge of a band. */
    base?: readonly PlotValue[];
}

export interface Plot {
    title: string;
    /** What the y axis counts. */
    measure: string;
    /** What a column is: `Days`. */
    head: string;
    /** Whole numbers only on the y axis. */
    whole: boolean;
    tickText: (value: number) => string;
    columns: readonly PlotColumn[];
    series: readonly PlotSeries[];
    /** Columns at which something changed, and what. */
    marks: readonly {at: number; text: string}[];
    /** The chart as a sentence. */
    summary: string;
}

/** One colour a part, the last for what is left over. */
export const PART_COLOURS = ['blue', 'purple', 'yellow', 'green', 'orange', 'red', 'foreground', 'lines'] as const;

/** The exact values at a column, as lines, and how sure they are. */
export function plotLines({columns, marks, series}: Plot, at: number, hidden: ReadonlySet<string> = new Set()): string[] {
    const column = columns[at];
    if (column === undefined) return [];
    const shown = series.filter(({name}) => !hidden.has(name)).flatMap(({name, stacked, values}) => {
        const value = values[at];
        return value === undefined ? [] : [{...value, name, stacked}];
    });
    const [only] = shown;
    const changes = marks.filter(mark => mark.at === at).map(({text}) => text);
    if (series.length === 1) {
        return only === undefined ? [column.title] : [`${column.title}: ${only.text}`, sureness(only.label), ...changes, ...column.more];
    }
    const there = shown.filter(({stacked, value}) => !stacked || value !== 0);
    const labels = [...new Set(there.filter(({value}) => value !== null).map(({label}) => label))];
    return [
        column.title, ...(there.length === 0 ? [t('Nothing')] : there.map(({name, text}) => `${name}: ${text}`)),
        ...labels.map(label => sureness(label)), ...changes, ...column.more,
    ];
}

/** What a series says at most, for those who do not see it. */
export function plotSummary(what: string, columns: readonly PlotColumn[], values: readonly PlotValue[]): string {
    const [first, last] = [columns[0], columns.at(-1)];
    if (first === undefined || last === undefined) return t('{0}: nothing.', what);
    const known = values.flatMap(({text, value}, at) => (value === null || value === 0 ? [] : [{at, text, value}]));
    const most = known.reduce<(typeof known)[number] | null>((best, one) => (best === null || one.value > best.value ? one : best), null);
    return most === null
        ? t('{0} from {1} to {2}: nothing.', what, first.key, last.key)
        : t('{0} from {1} to {2}: {3} of {4} columns have work; the most on {5}, {6}.',
            what, first.key, last.key, known.length, columns.length, columns[most.at]?.title ?? '', most.text);
}

/** How an axis writes a unit. */
export function axisText(unit: Unit): (value: number) => string {
    switch (unit) {
        case 'USD': case 'USD/line': return axisMoney;
        case 'ratio': return value => `${Number((value * 100).toFixed(1))}%`;
        case 'ms': return value => (value === 0 ? '0' : value < 60_000 ? latency(value).replace('.0 s', ' s') : shortDuration(value));
        case 'min': return value => `${compact(value)} min`;
        case 'n': case 'tok': case '1/min': case '1/h': case 'tok/s': case 'score': return axisCount;
    }
}

/** `1K`, `2.5K`: an axis has no use for a zero behind the point. */
function axisCount(value: number): string {
    return compact(value).replace('.0', '');
}

function axisMoney(value: number): string {
    if (Number.isInteger(value)) return value < 0 ? `-$${axisCount(-value)}` : `$${axisCount(value)}`;
    return Math.abs(value) < 0.01 ? `$${Number(value.toPrecision(2))}` : `$${value.toFixed(2)}`;
}

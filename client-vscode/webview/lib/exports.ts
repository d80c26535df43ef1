/** What can be exported from where the user is: one JSON of everything, a CSV a table. */

import type {
    ComparePayload, OverviewPayload, PerformancePayload, Period, QualityPayload, SessionPayload, SessionRow, TimelineItem, TrendsPayload,
} from '../../src/payloads';
import type {ToHost} from '../../src/protocol';
import {csvOf} from './csv';

type ExportMessage = Extract<ToHost, {kind: 'export'}>;

export interface Table {
    name: string;
    rows: readonly object[];
}

export interface Exported {
    report: ExportMessage['report'];
    /** `sightline-overview-2026-11-15_2026-11-21`. */
    stem: string;
    scope: object;
    data: unknown;
    tables: readonly Table[];
}

export function overviewExport(payload: OverviewPayload, scope: object): Exported {
    const {analytics: {daily, files, languages, models, projects, tools}, kpis, period} = payload;
    const tables = Object.entries({kpis, daily, models, tools, files, languages, projects});
    return {
        report: 'overview', stem: stemOf('overview', period), scope, data: payload,
        tables: tables.map(([name, rows]) => ({name, rows})),
    };
}

export function sessionsExport(period: Period, rows: readonly SessionRow[], scope: object): Exported {
    return {report: 'sessions', stem: stemOf('sessions', period), scope, data: {period, rows}, tables: [{name: 'sessions', rows}]};
}

export function sessionExport(payload: SessionPayload, timeline: readonly TimelineItem[]): Exported {
    const {files, models, problems, related, session: {createdAt, updatedAt, id}, tools, turns} = payload;
    const day = (instant: string | null): string | null => instant?.slice(0, 10) ?? null;
    const tables = Object.entries({turns, timeline, models, tools, files, related, problems});
    return {
        report: 'session', stem: stemOf('session', {from: day(createdAt), to: day(updatedAt)}), scope: {id},
        data: {...payload, timeline}, tables: tables.map(([name, rows]) => ({name, rows})),
    };
}

export function qualityExport(payload: QualityPayload, scope: object): Exported {
    const {daily, findings, period, phases, reviewers, sessions} = payload;
    const tables = Object.entries({sessions, phases, rules: findings, daily, reviewers});
    return {report: 'quality', stem: stemOf('quality', period), scope, data: payload, tables: tables.map(([name, rows]) => ({name, rows}))};
}

export function performanceExport(payload: PerformancePayload, scope: object): Exported {
    const {helpers, hints, latency, period, series, throughput, tools} = payload;
    const medians = series.flatMap(({kind, name, points}) => points.map(point => ({name, kind, ...point})));
    const tables = Object.entries({latency, medians, bins: throughput.bins, throughput: throughput.rows, tools, helpers, hints});
    return {
        report: 'performance', stem: stemOf('performance', period), scope, data: payload,
        tables: tables.map(([name, rows]) => ({name, rows})),
    };
}

/** Several answers, a table each: what is drawn is what is written. */
export function trendsExport(answers: ReadonlyMap<string, TrendsPayload>, period: Period, scope: object): Exported {
    const tables = [...answers].map(([name, {series}]) => ({
        name, rows: series.flatMap(({metric, points, split, unit}) => points.map(point => ({metric, split, unit, ...point}))),
    }));
    return {report: 'trends', stem: stemOf('trends', period), scope, data: Object.fromEntries(answers), tables};
}

export function compareExport(payload: ComparePayload): Exported {
    const {a, b, deltas, files, models, spentA, spentB, tools} = payload;
    const spent = [...spentA.map(point => ({session: 'a', ...point})), ...spentB.map(point => ({session: 'b', ...point}))];
    return {
        report: 'compare', stem: 'sightline-compare', scope: {a: a.session.id, b: b.session.id}, data: payload,
        tables: [
            {name: 'figures', rows: deltas}, {name: 'models', rows: models.flatMap(sidesOf)}, {name: 'tools', rows: tools.flatMap(sidesOf)},
            {name: 'files', rows: files.flatMap(sidesOf)}, {name: 'spent', rows: spent},
        ],
    };
}

/** A row for each session that has it. */
function sidesOf({a, b}: {a: object | null; b: object | null}): object[] {
    return [...(a === null ? [] : [{session: 'a', ...a}]), ...(b === null ? [] : [{session: 'b', ...b}])];
}

function stemOf(tab: string, {from, to}: Pick<Period, 'from' | 'to'>): string {
    return from === null || to === null ? `sightline-${tab}` : `sightline-${tab}-${from}_${to}`;
}

export function jsonMessage({data, report, scope, stem, tables}: Exported, version: string, now: Date): ExportMessage {
    const whole = {schema: 'sightline.export/1', generatedAt: now.toISOString(), version, scope, report, data};
    const rows = tables.reduce((sum, table) => sum + table.rows.length, 0);
    return {kind: 'export', report, format: 'json', fileName: `${stem}.json`, content: `${JSON.stringify(whole, null, 2)}\n`, rows};
}

export function csvMessage({report, stem, tables}: Exported, {name, rows}: Table): ExportMessage {
    const fileName = tables.length === 1 ? `${stem}.csv` : `${stem}-${name}.csv`;
    return {kind: 'export', report, format: 'csv', fileName, content: csvOf(rows), rows: rows.length};
}

/** Rows as CSV: RFC 4180, raw values, unknown empty, text that a spreadsheet would run made harmless. */

import {asTabs} from './copy';

type Row = Readonly<Record<string, unknown>>;

/** Characters a spreadsheet takes for the begin of a formula, full-width ones too. */
const FORMULA = /^[=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20]/u;

export function csvOf(rows: readonly object[]): string {
    const flat = rows.map(row => flattened(row));
    const columns = columnsOf(flat);
    const lines = flat.map(row => columns.map(name => cell(row[name])));
    return [columns.map(headerOf), ...lines].map(line => `${line.join(',')}\r\n`).join('');
}

/** The same between tabs, as a spreadsheet takes it from the clipboard. */
export function tabsOf(rows: readonly object[]): string {
    const flat = rows.map(row => flattened(row));
    const columns = columnsOf(flat);
    return asTabs([columns.map(headerOf), ...flat.map(row => columns.map(name => plain(row[name])))]);
}

/** All columns in the order they are met; labels that are all exact say nothing. */
function columnsOf(rows: readonly Row[]): string[] {
    const names = [...new Set(rows.flatMap(row => Object.keys(row)))];
    return names.filter(name => !isLabel(name) || rows.some(row => row[name] !== 'exact'));
}

function isLabel(name: string): boolean {
    return name === 'label' || name.endsWith('Label');
}

/** `costLabel` stands as `cost_label`. */
function headerOf(name: string): string {
    return name.replace(/(?<=.)Label$/u, '_label');
}

/** Inner objects become columns of their own, lists one cell. */
function flattened(row: object): Row {
    return Object.fromEntries(Object.entries(row).flatMap(([name, value]: [string, unknown]) =>
        typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(flattened(value)) : [[name, value]]));
}

function cell(value: unknown): string {
    const text = plain(value);
    if (typeof value === 'number' || typeof value === 'boolean') return text;
    return quoted(FORMULA.test(text) ? `'${text}` : text);
}

function plain(value: unknown): string {
    if (value === null || value === undefined) return '';
    return Array.isArray(value) ? value.join(' ') : typeof value === 'string' ? value : JSON.stringify(value);
}

function quoted(text: string): string {
    return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

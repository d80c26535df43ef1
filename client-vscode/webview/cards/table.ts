/** Small tables of the same look: names left, exact values right, a foot for totals. */

import {html, nothing, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import type {Label} from '../../src/payloads';
import {t} from '../../common/words';
import {asTabs, copyText, shownRows} from '../lib/copy';
import {folded, unfold} from '../lib/folded';
import {money, signed} from '../lib/format';
import {GLOSSARY, type Metric} from '../lib/glossary';
import {copyIcon} from '../lib/icons';
import {sureness} from '../lib/labels';
import {provenance} from '../lib/provenance';
import {tip} from '../lib/tip';

export interface Column<Row> {
    title: string;
    /** Values stand right, names left. */
    align: 'name' | 'value';
    cell: (row: Row) => unknown;
    /** What its numbers are: said at its head. */
    metric?: Metric;
}

export interface Act<Row> {
    title: (row: Row) => string;
    run: (row: Row) => void;
}

export interface Table<Row> {
    caption: string;
    columns: readonly Column<Row>[];
    rows: readonly Row[];
    key: (row: Row) => string;
    /** Rows shown before the rest is asked for. */
    most?: number;
    foot?: readonly unknown[];
    /** Rows in a row with the same words stand under them. */
    group?: (row: Row) => string | null;
    chosen?: (row: Row) => boolean;
    /** What a click anywhere in a row does, and where that leads in words. */
    act?: Act<Row> | null;
}

export function table<Row>({caption, columns, rows, key, foot, most, group, chosen, act = null}: Table<Row>): TemplateResult {
    const first = most === undefined ? rows : rows.slice(0, most);
    const rest = rows.slice(first.length);
    return html`
        <div class="table-wrap">
        <button class="copy" aria-label=${t('Copy the table {0}', caption)} ${tip([t('Copy this table')])} @click=${copied}>${copyIcon}</button>
        <div class="table-box" tabindex="-1">
            <table>
                <caption class="sr">${caption}</caption>
                <thead><tr>${columns.map(({align, metric, title}) => html`<th scope="col" class=${align}>${metric === undefined ? title : explained(title, metric)}</th>`)}</tr></thead>
                <tbody>${body(first)}</tbody>
                ${foot === undefined ? nothing : html`<tfoot><tr>${foot.map((cell, at) => html`<td class=${columns[at]?.align ?? 'value'}>${cell}</td>`)}</tr></tfoot>`}
            </table>
            ${rest.length === 0 ? nothing : html`
                <details class="rest">
                    <summary>${t('Show {0} more', rest.length)}</summary>
                    <table><caption class="sr">${t('{0}, continued', caption)}</caption><tbody>${folded(() => body(rest))}</tbody></table>
                </details>`}
        </div></div>`;

    function body(some: readonly Row[]): unknown {
        return repeat(some, key, (row, place) => html`${head(some, place)}<tr class=${rowClass(row)} @click=${() => act?.run(row)}>${columns.map(({align, cell}, at) => at === 0
            ? html`<th scope="row" class=${align}>${named(row, cell(row))}</th>`
            : html`<td class=${align}>${cell(row)}</td>`)}</tr>`);
    }

    function rowClass(row: Row): string {
        return [chosen?.(row) === true ? 'chosen' : '', act === null ? '' : 'act'].join(' ').trim();
    }

    /** The name is the button of its row, for the keyboard; a click there is one in the row. */
    function named(row: Row, name: unknown): unknown {
        return act === null ? name : html`<button class="link clip" ${tip([act.title(row)])}>${name}</button>`;
    }

    function head(some: readonly Row[], place: number): unknown {
        const [before, row] = [some[place - 1], some[place]];
        const words = row === undefined ? null : group?.(row) ?? null;
        if (words === null || (before !== undefined && group?.(before) === words)) return nothing;
        return html`<tr class="group"><th scope="colgroup" colspan=${columns.length}>${words}</th></tr>`;
    }
}

/** The head of a column that tells what its numbers mean and rest on. */
function explained(title: string, metric: Metric): TemplateResult {
    const {help} = GLOSSARY[metric];
    return html`<span tabindex="0" ${tip([title, help, ...provenance()])}>${title}<span class="sr">: ${help}</span></span>`;
}

/** All of the table, folded rows too. */
function copied({currentTarget}: Event): void {
    const box = (currentTarget as Element).closest('.table-wrap');
    if (box === null) return;
    unfold(box);
    copyText(asTabs(shownRows(box)));
}

/** Tokens, with the sign of a sum over requests that tell only a part of theirs. */
export function tokensCell(text: string, label: Label): TemplateResult {
    return label === 'exact' ? html`${text}` : html`<span ${tip([sureness(label)])}>${signed(text, label)}<span class="sr">, ${sureness(label)}</span></span>`;
}

/** A cost with its sign, and what the sign means. */
export function costCell(cost: number | null, label: Label): TemplateResult {
    const unsure = label === 'estimated' || label === 'at_least' || label === 'unknown';
    return html`<span ${tip([sureness(label)])}>${signed(money(cost), label)}${unsure ? html`<span class="sr">, ${sureness(label)}</span>` : nothing}</span>`;
}

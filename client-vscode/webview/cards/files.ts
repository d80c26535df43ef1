/** DA11, DA14: the files that changed most, and the cost attributed to them. */

import {html, nothing, type TemplateResult} from 'lit';
import type {Card} from '.';
import type {App} from '../app';
import type {FileRow, Label} from '../../src/payloads';
import {t} from '../../common/words';
import {count, money, signed, UNKNOWN} from '../lib/format';
import {shortPath} from '../lib/paths';
import {tip} from '../lib/tip';
import {panel} from './panel';
import {costCell, table} from './table';
import {woven} from '../lib/woven';

const NONE = html`<span class="faint">0</span>`;

export const FILES: Card = {
    name: 'files',
    size: 'half',
    view: (app, {analytics: {files, labels, unattributedCost}}) => files.length === 0 ? null :
        panel(t('Top Modified Files'), html`${fileTable(app, files)} ${unattributed(unattributedCost, labels['totalCost'])}`),
};

export function fileTable(app: App, files: readonly FileRow[]): TemplateResult {
    const paths = files.map(({path}) => path);
    return table<FileRow>({
        caption: t('Modified files'),
        rows: files,
        key: ({path}) => path,
        most: 8,
        columns: [
            {title: t('File'), align: 'name', cell: row => fileName(app, row, paths)},
            {title: t('Added'), align: 'value', metric: 'lines_added', cell: row => added(row.linesAdded)},
            {title: t('Removed'), align: 'value', metric: 'lines_removed', cell: row => removed(row.linesRemoved)},
            {title: t('Cost'), align: 'value', metric: 'attributed_cost', cell: row => costCell(row.cost, row.costLabel)},
        ],
    });
}

function fileName(app: App, {file, path}: FileRow, among: readonly string[]): TemplateResult {
    const name = file === '' ? shortPath(path, among) : file;
    if (app.host.kind === 'file') return html`<span class="clip" ${tip([path])}>${name}</span>`;
    return html`<button class="link clip" ${tip([path, t('Open the file')])} @click=${() => app.openFile(path, null)}>${name}</button>`;
}

export function added(lines: number | null): TemplateResult {
    if (lines === null) return html`${UNKNOWN}`;
    return lines === 0 ? NONE : html`<span class="is-green">+${count(lines)}</span>`;
}

export function removed(lines: number | null): TemplateResult {
    if (lines === null) return html`${UNKNOWN}`;
    return lines === 0 ? NONE : html`<span class="is-red">-${count(lines)}</span>`;
}

/** What no file or language can be charged with, so that the columns add up to the total. */
export function unattributed(cost: number | null, label: Label = 'exact'): TemplateResult | typeof nothing {
    if (cost === null || cost === 0) return nothing;
    return html`<p class="foot">${woven('Unattributed, turns that changed no file: {0}', html`<strong>${signed(money(cost), label)}</strong>`)}</p>`;
}

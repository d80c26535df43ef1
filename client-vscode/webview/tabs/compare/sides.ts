/** DC2: models, tools and files of A only, of B only, and of both. */

import {html, type TemplateResult} from 'lit';
import type {App} from '../../app';
import type {ComparedFile, ComparedModel, ComparedTool, FileRow, ModelRow, ToolRow} from '../../../src/payloads';
import {t} from '../../../common/words';
import {panel} from '../../cards/panel';
import {type Column, costCell, table} from '../../cards/table';
import {success} from '../../cards/tools';
import {count, UNKNOWN} from '../../lib/format';
import {shortPath} from '../../lib/paths';

const SIDES = {a: t('A only'), b: t('B only'), both: t('both')} as const;

interface Compared<T> {
    side: keyof typeof SIDES;
    a: T | null;
    b: T | null;
}

export function comparedModels(models: readonly ComparedModel[]): TemplateResult {
    return panel(t('Models'), table<ComparedModel>({
        caption: t('Models of both sessions'), rows: models, key: ({model}) => model, most: 12,
        columns: [
            {title: t('Model'), align: 'name', cell: ({model}) => clipped(model)}, side(),
            ...both(t('Requests A'), t('Requests B'), (row: ModelRow) => count(row.requests)),
            ...both(t('Cost A'), t('Cost B'), (row: ModelRow) => costCell(row.cost, row.costLabel)),
        ],
    }));
}

export function comparedTools(tools: readonly ComparedTool[]): TemplateResult {
    if (tools.length === 0) return panel(t('Tools'), html`<p class="faint">${t('Neither session called a tool.')}</p>`);
    return panel(t('Tools'), table<ComparedTool>({
        caption: t('Tools of both sessions'), rows: tools, key: ({tool}) => tool, most: 12,
        columns: [
            {title: t('Tool'), align: 'name', cell: ({tool}) => clipped(tool)}, side(),
            ...both(t('Calls A'), t('Calls B'), (row: ToolRow) => count(row.calls)),
            ...both(t('Success A'), t('Success B'), (row: ToolRow) => success(row)),
        ],
    }));
}

export function comparedFiles(app: App, files: readonly ComparedFile[]): TemplateResult {
    if (files.length === 0) return panel(t('Files'), html`<p class="faint">${t('Neither session changed a file.')}</p>`);
    const paths = files.map(({path}) => path);
    return panel(t('Files'), table<ComparedFile>({
        caption: t('Files changed in both sessions'), rows: files, key: ({path}) => path, most: 20,
        columns: [
            {title: t('File'), align: 'name', cell: ({path}) => html`
                <button class="link clip" title=${path} @click=${() => app.openFile(path, null)}>${shortPath(path, paths)}</button>`}, side(),
            ...both(t('Lines A'), t('Lines B'), lines),
            ...both(t('Cost A'), t('Cost B'), (row: FileRow) => costCell(row.cost, row.costLabel)),
        ],
    }));
}

function lines({linesAdded, linesRemoved}: FileRow): TemplateResult {
    return html`<span class="is-green">+${count(linesAdded)}</span> <span class="is-red">-${count(linesRemoved)}</span>`;
}

function side<T>(): Column<Compared<T>> {
    return {title: t('In'), align: 'name', cell: row => SIDES[row.side]};
}

/** A column for A and one for B. */
function both<T>(titleA: string, titleB: string, cell: (row: T) => unknown): Column<Compared<T>>[] {
    return ([['a', titleA], ['b', titleB]] as const).map(([one, title]) => ({
        title, align: 'value', cell: (row: Compared<T>) => row[one] === null ? UNKNOWN : cell(row[one]),
    }));
}

function clipped(text: string): TemplateResult {
    return html`<span class="clip" title=${text}>${text}</span>`;
}

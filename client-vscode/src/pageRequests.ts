/** What one page asks for: reports with cancellation, files it was shown, exports. */

import {stat} from 'node:fs/promises';
import {homedir} from 'node:os';
import * as vscode from 'vscode';
import type {Api} from './api';
import {writeWhole} from './atomicFile';
import {revealFile, writtenTo} from './elsewhere';
import {counted} from '../common/format';
import {IssuedPaths} from './issued';
import type {ExportParams, ReportName, SearchContentPart} from './payloads';
import type {Ask, ToHost, ToPage} from './protocol';
import type {Snapshots} from './snapshots';
import {t} from '../common/words';

type Request = Extract<ToHost, {kind: 'ask' | 'cancel' | 'open' | 'export' | 'save'}>;

export type Format = 'csv' | 'json' | 'html' | 'md';
type Secret = NonNullable<ExportParams['without']>[number];
type Saved = {report: ReportName; params: object; format: Format; fileName: string};

const SECRETS: readonly {label: () => string; description: () => string; secret: Secret}[] = [
    {label: () => t('Paths'), description: () => t('of projects, files and sessions'), secret: 'paths'},
    {label: () => t('Titles'), description: () => t('of sessions and commits'), secret: 'titles'},
    {label: () => t('Plugin values'), description: () => t('of x-… keys'), secret: 'keys'},
];

export const FORMATS: Record<Format, string> = {csv: 'CSV', json: 'JSON', html: 'HTML', md: 'Markdown'};

export class PageRequests {
    readonly #issued = new IssuedPaths();
    readonly #open = new Map<number, vscode.CancellationTokenSource>();

    constructor(
        private readonly api: Api,
        private readonly snapshots: Snapshots,
        private readonly tell: (message: ToPage) => void,
    ) {}

    async answer(request: Request): Promise<void> {
        switch (request.kind) {
            case 'ask': return this.#ask(request);
            case 'cancel': return this.#open.get(request.seq)?.cancel();
            case 'open': return this.#openFile(request.path, request.line);
            case 'export': return exportFile(request);
            case 'save': return saveReport(this.api, request);
        }
    }

    /** Nobody waits any more: the page is gone or began anew. */
    cancelAll(): void {
        for (const cancel of this.#open.values()) cancel.cancel();
    }

    async #ask({seq, report, params}: Ask): Promise<void> {
        const cancel = new vscode.CancellationTokenSource();
        this.#open.set(seq, cancel);
        try {
            const payload = report === 'searchContent'
                ? await this.api.searchContent(params, part => this.#tellPart(seq, part, cancel.token), cancel.token)
                : await this.api.ask<ReportName>(report, params, cancel.token);
            if (cancel.token.isCancellationRequested) return;
            this.#issued.issue(payload);
            this.tell({kind: 'reply', seq, payload});
            await this.snapshots.keep(report, payload, new Date());
        } catch (error) {
            if (cancel.token.isCancellationRequested) return;
            this.tell({kind: 'fail', seq, message: error instanceof Error ? error.message : String(error)});
        } finally {
            if (this.#open.get(seq) === cancel) this.#open.delete(seq);
            cancel.dispose();
        }
    }

    #tellPart(seq: number, part: SearchContentPart, cancel: vscode.CancellationToken): void {
        if (cancel.isCancellationRequested) return;
        this.#issued.issue(part);
        this.tell({kind: 'part', seq, part});
    }

    async #openFile(path: string, line: number | null): Promise<void> {
        if (!this.#issued.has(path)) return;
        await openAt(path, line);
    }
}

/** Shows a file, at a line counted from 1. */
export async function openAt(path: string, line: number | null): Promise<void> {
    const found = await stat(path).catch(() => null);
    if (found?.isFile() !== true) {
        void vscode.window.showWarningMessage(t('The file is not there any more: {0}', path));
        return;
    }
    const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
    const options = {preview: true, selection: new vscode.Range(at, at)};
    // Opened by the editor itself, which also shows files too large for extensions.
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path), options);
}

async function exportFile({fileName, format, content, rows}: Extract<ToHost, {kind: 'export'}>): Promise<void> {
    await exported(fileName, format, async target => {
        await writeWhole(target, content);
        return rows ?? null;
    });
}

/** A report as a file that the server writes. */
export async function saveReport(api: Api, {fileName, format, params, report}: Saved): Promise<void> {
    const without = await leftOut();
    if (without === null) return;
    await exported(fileName, format, async path => (await api.export({report, format, path, scope: {...params}, without})).rows);
}

/** What the file is to be without, nothing by default; null when the person turned away. */
async function leftOut(): Promise<Secret[] | null> {
    const chosen = await vscode.window.showQuickPick(SECRETS.map(({description, label, secret}) => ({label: label(), description: description(), secret})), {
        canPickMany: true, title: t('Export everything, or leave out…'), placeHolder: t('Press Enter to export everything'),
    });
    return chosen?.map(({secret}) => secret) ?? null;
}

/** Asks where to, has it written, and says so. */
async function exported(fileName: string, format: Format, write: (path: string) => Promise<number | null>): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
    const filters = {[FORMATS[format]]: [format]};
    const target = await vscode.window.showSaveDialog({defaultUri: vscode.Uri.joinPath(folder, fileName), filters});
    if (target === undefined) return;
    let rows: number | null;
    try {
        rows = await writtenTo(target, write);
    } catch (error) {
        void vscode.window.showErrorMessage(t('Not exported: {0}', error instanceof Error ? error.message : String(error)));
        return;
    }
    const reveal = t('Reveal');
    const told = rows === null ? t('Exported to {0}', target.fsPath) : t('Exported {0} to {1}', counted(rows, 'row'), target.fsPath);
    const answer = await vscode.window.showInformationMessage(told, reveal);
    if (answer === reveal) await revealFile(target);
}

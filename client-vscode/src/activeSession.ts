/** Which session the active tab shows: a session file, or an agent's own chat panel. */

import * as vscode from 'vscode';
import {isBeside, workspaceFolders} from './folders';
import type {Server} from './server';

/** Chat panels of agents by the view type of their tab. */
const CHAT_PANELS: ReadonlyMap<string, string> = new Map([['claudeVSCodePanel', 'claude_code']]);
const CONTEXT = 'sightline.activeEditorIsSession';

/** Keeps the context key of the title action true to the active tab. */
export class ActiveSession implements vscode.Disposable {
    readonly #subscriptions: vscode.Disposable[];
    #asked = '';

    constructor(private readonly server: Server) {
        this.#subscriptions = [
            vscode.window.tabGroups.onDidChangeTabs(() => void this.#follow()),
            vscode.window.tabGroups.onDidChangeTabGroups(() => void this.#follow()),
            server.onChanged(() => {
                this.#asked = '';
                void this.#follow();
            }),
        ];
    }

    dispose(): void {
        vscode.Disposable.from(...this.#subscriptions).dispose();
    }

    /** The session of the active tab: its file's, or the newest of the chat panel's engine in this workspace. */
    async current(): Promise<string | null> {
        const file = activeFile();
        if (file !== null) return this.of(file);
        const engine = activeChat();
        return engine === null ? null : this.#newest(engine);
    }

    /** The session of a file. */
    async of(file: vscode.Uri): Promise<string | null> {
        return isCandidate(file) ? (await this.server.identify({uri: file.toString()})).id : null;
    }

    async #newest(engine: string): Promise<string | null> {
        const {rows} = await this.server.ask('sessions', {engines: [engine], folders: workspaceFolders(), limit: 1});
        return rows[0]?.id ?? null;
    }

    async #follow(): Promise<void> {
        // A file alone is no reason to start.
        if (this.server.state.kind !== 'running') return;
        const file = activeFile();
        const uri = file?.toString() ?? '';
        if (uri === this.#asked) return;
        this.#asked = uri;
        const id = file === null ? null : await this.of(file).catch(() => null);
        if (this.#asked === uri) await vscode.commands.executeCommand('setContext', CONTEXT, id !== null);
    }
}

/** The tab's file; unlike the active editor it is known for files of any size. */
function activeFile(): vscode.Uri | null {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputText && isBeside(input.uri) ? input.uri : null;
}

function activeChat(): string | null {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    if (!(input instanceof vscode.TabInputWebview)) return null;
    return CHAT_PANELS.get(input.viewType.replace(/^mainThreadWebview-/u, '')) ?? null;
}

/** Session files are JSON in one form or another; other files are not asked about. */
function isCandidate(file: vscode.Uri): boolean {
    return isBeside(file) && /\.jsonl?$/u.test(file.path);
}

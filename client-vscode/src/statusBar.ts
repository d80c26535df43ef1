/** The status bar item: draws what the sidecar pushed and starts nothing. */

import * as vscode from 'vscode';
import {workspaceFolders} from './folders';
import type {StatusPayload} from './payloads';
import type {Server} from './server';
import {workspaceSetting} from './settings';
import type {Snapshots} from './snapshots';
import {type StatusInput, type StatusText, statusText} from './statusText';

const CLICKS: Record<StatusText['click'], vscode.Command> = {
    today: {title: '', command: 'sightline.openAnalytics', arguments: [{preset: 'today'}]},
    restart: {title: '', command: 'sightline.restartServer'},
};

export class StatusBar implements vscode.Disposable {
    readonly #item = vscode.window.createStatusBarItem('sightline.cost', vscode.StatusBarAlignment.Left, 0);
    readonly #subscriptions: vscode.Disposable[];
    #input: StatusInput;
    /** The newest status of all sessions. */
    #pushed: StatusPayload | null = null;
    /** An answer that a later change overtook is not drawn. */
    #asked = 0;

    constructor(server: Server, snapshots: Snapshots) {
        this.#item.name = 'Sightline';
        this.#input = {
            server: server.state, status: snapshots.payloads.status ?? null, stale: true, indexing: null, today: '',
        };
        this.#subscriptions = [
            server.onState(state => this.#draw({server: state, indexing: null, stale: state.kind !== 'running' || this.#input.stale})),
            server.onIndexing(indexing => this.#draw({indexing: indexing.done < indexing.total ? indexing : null})),
            server.onChanged(({status}) => {
                if (status !== null) void this.#show(server, status);
            }),
            vscode.workspace.onDidChangeConfiguration(change => {
                if (change.affectsConfiguration('sightline.statusBar')) void this.#again(server);
            }),
            vscode.workspace.onDidChangeWorkspaceFolders(() => void this.#again(server)),
        ];
        this.#draw({});
    }

    dispose(): void {
        this.#item.dispose();
        vscode.Disposable.from(...this.#subscriptions).dispose();
    }

    async #again(server: Server): Promise<void> {
        if (this.#pushed === null) this.#draw({});
        else await this.#show(server, this.#pushed);
    }

    /** What was pushed is of all sessions: for this workspace's alone it is asked. */
    async #show(server: Server, pushed: StatusPayload): Promise<void> {
        const turn = ++this.#asked;
        this.#pushed = pushed;
        const folders = workspaceFolders();
        const ofWorkspace = workspaceSetting<'all' | 'workspace'>('statusBar.scope', 'all') === 'workspace' && folders.length > 0;
        // Without an answer the last one stays: the cost of all sessions would pass for this workspace's.
        const status = ofWorkspace ? await server.ask('status', {folders}).catch(() => null) : pushed;
        if (turn === this.#asked && status !== null) this.#draw({status, stale: false});
    }

    #draw(change: Partial<StatusInput>): void {
        this.#input = {...this.#input, ...change, today: new Intl.DateTimeFormat('sv-SE').format(new Date())};
        const {text, tooltip, label, click} = statusText(this.#input);
        this.#item.text = text;
        this.#item.tooltip = tooltip;
        this.#item.accessibilityInformation = {label, role: 'button'};
        this.#item.command = CLICKS[click];
        if (workspaceSetting<boolean>('statusBar.enabled', true)) this.#item.show();
        else this.#item.hide();
    }
}

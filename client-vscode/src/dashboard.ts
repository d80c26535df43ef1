/** The one dashboard panel: shows the page, hands its questions to the sidecar, and does what it may ask for. */

import {randomBytes} from 'node:crypto';
import * as vscode from 'vscode';
import {workspaceFolders} from './folders';
import {fromPage} from './fromPage';
import {pageHtml} from './page';
import {PageRequests} from './pageRequests';
import type {Preset} from './payloads';
import type {Days, ReviewAct, Tab, ToHost, ToPage, Verb} from './protocol';
import type {Server} from './server';
import {actOn} from './sessionActs';
import {workspaceSetting} from './settings';
import type {Snapshots} from './snapshots';

export const VIEW_TYPE = 'sightline.dashboard';
const PLACE = 'sightline.place/1';

/** Where the page is: what a panel opened later in this workspace starts with. */
export interface Place {
    tab: Tab;
    preset?: Preset;
    days?: Days;
    session?: string;
    /** Two sessions side by side. */
    compare?: [string, string];
}

export class Dashboard implements vscode.WebviewPanelSerializer, vscode.Disposable {
    readonly #subscriptions: vscode.Disposable[];
    #panel: vscode.WebviewPanel | null = null;
    /** Where to go as soon as the page is ready. */
    #next: Place | null = null;
    #ready = false;
    #dropped = 0;

    constructor(
        private readonly extension: vscode.ExtensionContext,
        private readonly server: Server,
        private readonly snapshots: Snapshots,
        private readonly log: vscode.LogOutputChannel,
    ) {
        this.#subscriptions = [
            vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this),
            server.onState(() => this.#tellServer()),
            server.onChanged(({revision, status}) => {
                this.#tell({kind: 'changed', revision});
                if (status !== null) void snapshots.keep('status', status, new Date());
            }),
            server.onIndexing(({done, total}) => this.#tell({kind: 'indexing', done, total})),
            vscode.workspace.onDidGrantWorkspaceTrust(() => this.#tellWorkspace()),
            vscode.workspace.onDidChangeWorkspaceFolders(() => this.#tellWorkspace()),
        ];
    }

    dispose(): void {
        this.#panel?.dispose();
        vscode.Disposable.from(...this.#subscriptions).dispose();
    }

    /** Opens or reveals the panel, and goes to a place if one is given. */
    open(place?: Place): void {
        if (this.#panel === null) {
            this.#next = place ?? this.#lastPlace();
            this.#adopt(vscode.window.createWebviewPanel(VIEW_TYPE, 'Sightline', vscode.ViewColumn.Active));
        } else {
            this.#panel.reveal();
            if (place !== undefined) this.#go(place);
        }
    }

    /** The editor restores a panel of an earlier window; the page itself remembers where it was. */
    deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
        this.#panel?.dispose();
        this.#adopt(panel);
        return Promise.resolve();
    }

    #lastPlace(): Place {
        const first: Place = {tab: 'overview', preset: workspaceSetting<Preset>('defaultRange', '7d')};
        return this.extension.workspaceState.get<Place>(PLACE) ?? first;
    }

    #adopt(panel: vscode.WebviewPanel): void {
        const root = vscode.Uri.joinPath(this.extension.extensionUri, 'dist', 'webview');
        const {webview} = panel;
        const requests = new PageRequests(this.server, this.snapshots, message => this.#tell(message));
        this.#panel = panel;
        this.#ready = false;
        const media = vscode.Uri.joinPath(this.extension.extensionUri, 'media');
        panel.iconPath = {light: vscode.Uri.joinPath(media, 'panel-light.svg'), dark: vscode.Uri.joinPath(media, 'panel-dark.svg')};
        panel.onDidDispose(() => {
            requests.cancelAll();
            if (this.#panel === panel) this.#panel = null;
        });
        panel.onDidChangeViewState(() => {
            // A hidden page is gone: what it is told is lost, and it says `ready` again when it is shown.
            if (!panel.visible) this.#ready = false;
        });
        webview.onDidReceiveMessage((message: unknown) => this.#receive(message, requests));
        webview.options = {enableScripts: true, enableCommandUris: false, enableForms: false, localResourceRoots: [root]};
        webview.html = pageHtml({
            nonce: randomBytes(16).toString('base64'),
            cspSource: webview.cspSource,
            script: webview.asWebviewUri(vscode.Uri.joinPath(root, 'main.js')).toString(),
            style: webview.asWebviewUri(vscode.Uri.joinPath(root, 'style.css')).toString(),
            language: vscode.env.language,
            texts: vscode.l10n.bundle,
        });
    }

    #receive(raw: unknown, requests: PageRequests): void {
        const message = fromPage(raw);
        if (message === null) {
            this.#dropped += 1;
            this.log.warn(`Dropped ${this.#dropped} messages of the page that do not fit the protocol`);
            return;
        }
        switch (message.kind) {
            case 'ready':
                requests.cancelAll();
                this.#greet();
                break;
            case 'at':
                void this.extension.workspaceState.update(PLACE, place(message));
                break;
            case 'command':
                void vscode.commands.executeCommand(COMMANDS[message.verb]);
                break;
            case 'act':
                void actOn(this.server, message.act, message.ids).catch((reason: unknown) => void vscode.window.showErrorMessage(oneLine(reason)));
                break;
            case 'review':
                void vscode.commands.executeCommand(REVIEWS[message.act], message.ids);
                break;
            case 'copy':
                void vscode.env.clipboard.writeText(message.text);
                break;
            default:
                void requests.answer(message);
        }
    }

    /** A page starts, or starts again after it was hidden. */
    #greet(): void {
        this.#ready = true;
        this.#tellWorkspace();
        this.#tellServer();
        const {asOf, payloads} = this.snapshots;
        if (asOf !== null) this.#tell({kind: 'snapshot', payloads, asOf});
        if (this.#next !== null) this.#go(this.#next);
    }

    #go(to: Place): void {
        this.#next = this.#ready ? null : to;
        this.#tell({kind: 'show', ...to});
    }

    #tellServer(): void {
        const {state} = this.server;
        this.#tell({kind: 'server', state: state.kind, ...(state.kind === 'stopped' ? {reason: state.reason} : {})});
    }

    #tellWorkspace(): void {
        const scope = workspaceSetting<'all' | 'workspace'>('defaultScope', 'all');
        this.#tell({kind: 'workspace', trusted: vscode.workspace.isTrusted, folders: workspaceFolders(), scope});
    }

    #tell(message: ToPage): void {
        if (this.#ready) void this.#panel?.webview.postMessage(message);
    }
}

/** What each verb of the page does; nothing else can be run from there. */
const COMMANDS: Record<Verb, string> = {
    refresh: 'sightline.refresh',
    rebuildSessionIndex: 'sightline.rebuildSessionIndex',
    cancelIndexing: 'sightline.cancelIndexing',
    showProblems: 'sightline.showProblems',
    showLog: 'sightline.showLog',
    restartServer: 'sightline.restartServer',
    openSampleData: 'sightline.openSampleData',
    manageTrust: 'workbench.trust.manage',
    addFolder: 'sightline.addFolder',
};

const REVIEWS: Record<ReviewAct, string> = {
    run: 'sightline.reviewSession',
    import: 'sightline.importSarif',
    show: 'sightline.showFindings',
};

function oneLine(reason: unknown): string {
    return reason instanceof Error ? reason.message : String(reason);
}

function place({days, preset, tab}: Extract<ToHost, {kind: 'at'}>): Place {
    if (days !== undefined) return {tab, days};
    return preset === undefined ? {tab} : {tab, preset};
}

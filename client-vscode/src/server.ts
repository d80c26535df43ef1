/** The sidecar's life: started, asked, restarted after a crash, stopped. */

import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout} from 'node:timers/promises';
import * as vscode from 'vscode';
import {
    CancellationToken, CloseAction, DidChangeConfigurationNotification, ErrorAction, ExecuteCommandRequest, LanguageClient,
    type LanguageClientOptions, ProgressType, WorkDoneProgress,
} from 'vscode-languageclient/node';
import type {Api, Changed, Commands} from './api';
import {isLocalWindow} from './elsewhere';
import {isBeside} from './folders';
import {NoPythonError, serverCommand, startProcess} from './launch';
import type {
    DeleteParams, DeletePayload, EditParams, EditPayload, ExportParams, ExportPayload, IdentifyParams, IdentifyPayload, ImportedPayload, ImportSarifParams,
    Params, Payloads, ReportName, ReviewsPayload, RunReviewParams, SearchContentParams, SearchContentPart, SearchContentPayload, SessionEnded, ShowFindingsParams, ShownPayload, StatusPayload,
} from './payloads';
import {showReport} from './reportPanel';
import {Restarts} from './restarts';
import type {ServerState} from './serverState';
import {machineSetting, serverSettings} from './settings';
import type {Indexing} from './statusText';
import {t} from '../common/words';

const RESTART_PAUSE_MS = 300;
const EXIT_MS = 500;

/** The library's client; a failure is shown once, by us. */
class QuietClient extends LanguageClient {
    override error(message: string, data?: unknown): void {
        super.error(message, data, false);
    }
}

/** One run of the sidecar. */
interface Run {
    client: LanguageClient;
    process: ChildProcess | null;
    over: boolean;
}

/** What can be done when nothing runs. */
const ACTIONS = {
    choose: () => t('Choose Interpreter…'), install: () => t('How to Install'), restart: () => t('Restart'), log: () => t('Show Log'),
} as const;

export class Server implements Api, vscode.Disposable {
    readonly #stateChanged = new vscode.EventEmitter<ServerState>();
    readonly #changed = new vscode.EventEmitter<Changed>();
    readonly #indexing = new vscode.EventEmitter<Indexing>();
    readonly #sessionEnded = new vscode.EventEmitter<SessionEnded>();
    readonly onState = this.#stateChanged.event;
    readonly onChanged = this.#changed.event;
    readonly onIndexing = this.#indexing.event;
    readonly onSessionEnded = this.#sessionEnded.event;

    readonly #restarts = new Restarts();
    #state: ServerState = {kind: 'starting'};
    #run: Run | null = null;
    #searches = 0;
    #reloadOffered = false;
    /** Starts and stops follow one another. */
    #turn: Promise<void> = Promise.resolve();

    constructor(
        private readonly extension: vscode.ExtensionContext,
        private readonly log: vscode.LogOutputChannel,
    ) {}

    get state(): ServerState {
        return this.#state;
    }

    /** Starts the sidecar if none runs. */
    start(): Promise<void> {
        return this.#next(() => this.#start());
    }

    /** Starts the sidecar when it is needed for the first time; one that was stopped stays so. */
    async wake(): Promise<void> {
        if (this.#state.kind === 'starting') await this.start();
    }

    /** Stops what runs and starts anew: the user's wish, so earlier crashes do not count. */
    restart(): Promise<void> {
        return this.#next(async () => {
            this.#restarts.forget();
            await this.#stop();
            await this.#start();
        });
    }

    stop(): Promise<void> {
        return this.#next(() => this.#stop());
    }

    dispose(): void {
        void this.stop();
    }

    #next(step: () => Promise<void>): Promise<void> {
        this.#turn = this.#turn.then(step);
        return this.#turn;
    }

    /** A failure becomes the state, not an exception. */
    async #start(): Promise<void> {
        if (this.#run !== null) return;
        this.#become({kind: 'starting'});
        try {
            const argv = await serverCommand(this.extension, this.log);
            const run = this.#newRun(() => startProcess(argv, this.extension.globalStorageUri));
            this.#run = run;
            await run.client.start().catch((error: unknown) => this.#ended(run, oneLine(error)));
            if (!run.over) this.#running(run.client);
        } catch (error) {
            this.#become({kind: 'stopped', reason: oneLine(error)});
            void this.#tell(error instanceof NoPythonError ? ['choose', 'install'] : ['restart', 'log']);
        }
    }

    async #stop(): Promise<void> {
        const run = this.#run;
        this.#run = null;
        if (run === null || run.over) return;
        run.over = true;
        await run.client.stop().catch((error: unknown) => this.log.warn(`Stopping: ${oneLine(error)}`));
        run.process?.kill();
    }

    async ask<R extends ReportName>(report: R, params: Params[R], cancel: vscode.CancellationToken = CancellationToken.None): Promise<Payloads[R]> {
        return await this.#send<Payloads[R]>(`sightline/${report}`, params, cancel);
    }

    async searchContent(
        params: SearchContentParams, told: (part: SearchContentPart) => void, cancel: vscode.CancellationToken = CancellationToken.None,
    ): Promise<SearchContentPayload> {
        const client = await this.#client();
        const partialResultToken = `sightline-search-${this.#searches += 1}`;
        const parts = client.onProgress(new ProgressType<SearchContentPart>(), partialResultToken, told);
        try {
            return await this.#send<SearchContentPayload>('sightline/searchContent', {...params, partialResultToken}, cancel);
        } finally {
            parts.dispose();
        }
    }

    async export(params: ExportParams): Promise<ExportPayload> {
        return await this.#send<ExportPayload>('sightline/export', params);
    }

    async editSession(params: EditParams): Promise<EditPayload> {
        return await this.#send<EditPayload>('sightline/editSession', params);
    }

    async deleteSession(params: DeleteParams): Promise<DeletePayload> {
        return await this.#send<DeletePayload>('sightline/deleteSession', params);
    }

    async identify(params: IdentifyParams): Promise<IdentifyPayload> {
        return await this.#send<IdentifyPayload>('sightline/identify', params);
    }

    async review(params: RunReviewParams, cancel: vscode.CancellationToken): Promise<ReviewsPayload> {
        return await this.#send<ReviewsPayload>('sightline/runReview', params, cancel);
    }

    async importSarif(params: ImportSarifParams): Promise<ImportedPayload> {
        return await this.#send<ImportedPayload>('sightline/importSarif', params);
    }

    async showFindings(params: ShowFindingsParams): Promise<ShownPayload> {
        return await this.#send<ShownPayload>('sightline/showFindings', params);
    }

    async clearFindings(): Promise<ShownPayload> {
        return await this.#send<ShownPayload>('sightline/clearFindings', {});
    }

    async command<C extends keyof Commands>(
        name: C, params: Commands[C]['params'], cancel: vscode.CancellationToken = CancellationToken.None, progress?: (message: string, percent: number | null) => void,
    ): Promise<Commands[C]['result']> {
        const client = await this.#client();
        const workDoneToken = `sightline-${name}-${Date.now()}`;
        const shown = client.onProgress(WorkDoneProgress.type, workDoneToken, step => {
            if (step.kind === 'report') progress?.(step.message ?? '', step.percentage ?? null);
        });
        try {
            const call = {command: `sightline.server.${name}`, arguments: [params], workDoneToken};
            return await client.sendRequest<Commands[C]['result']>(ExecuteCommandRequest.method, call, cancel);
        } finally {
            shown.dispose();
        }
    }

    /** Workspace trust was granted. */
    async trust(): Promise<void> {
        // One that is started later is told at its start.
        if (this.#run === null) return;
        const client = await this.#client();
        await client.sendNotification('sightline/trust', {trusted: true});
    }

    /** Ends the reading of session files under way; what was read stays. */
    async stopReading(): Promise<void> {
        if (this.#state.kind !== 'running') return;
        const client = await this.#client();
        await client.sendNotification('sightline/stopReading', {});
    }

    /** Settings changed: the sidecar reads them anew, or is started anew when they say how it starts. */
    async configure(change: vscode.ConfigurationChangeEvent): Promise<void> {
        if (change.affectsConfiguration('sightline.interpreter') || change.affectsConfiguration('sightline.serverCommand')) {
            if (this.#run !== null || this.#state.kind === 'stopped') await this.restart();
        } else if (change.affectsConfiguration('sightline') && this.#state.kind === 'running') {
            const client = await this.#client();
            await client.sendNotification(DidChangeConfigurationNotification.type, {settings: serverSettings()});
        }
    }

    async #send<T>(method: string, params: object, cancel: vscode.CancellationToken = CancellationToken.None): Promise<T> {
        const client = await this.#client();
        const begun = Date.now();
        try {
            return await client.sendRequest<T>(method, params, cancel);
        } finally {
            if (machineSetting('trace') === 'messages') this.log.info(`${method}: ${Date.now() - begun} ms`);
        }
    }

    /** The client once it runs; starts it, or waits for a start that is under way. */
    async #client(): Promise<LanguageClient> {
        void this.wake();
        while (this.#state.kind === 'starting') {
            await new Promise<void>(resolve => {
                const once = this.onState(() => {
                    once.dispose();
                    resolve();
                });
            });
        }
        if (this.#state.kind === 'stopped') throw new Error(t('Sightline is not running: {0}', this.#state.reason));
        if (this.#run === null) throw new Error(t('Sightline is stopping.'));
        return this.#run.client;
    }

    #newRun(spawned: () => Promise<ChildProcess>): Run {
        const options: LanguageClientOptions = {
            documentSelector: [{scheme: 'file', pattern: '**/*.{jsonl,json}'}],
            outputChannel: this.log,
            initializationOptions: () => ({
                clientVersion: this.#version(),
                trusted: vscode.workspace.isTrusted,
                timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
                settings: serverSettings(),
            }),
            middleware: {window: {showDocument: async (params, token, next) => {
                const file = vscode.Uri.parse(params.uri);
                if (params.external !== true || !isBeside(file) || isLocalWindow()) return next(params, token);
                await showReport(file);
                return {success: true};
            }}},
            initializationFailedHandler: () => false,
            errorHandler: {
                error: (_error, _message, count) => {
                    // A stream that stays broken cannot be repaired; without the process it is closed.
                    if ((count ?? 0) > 3) run.process?.kill();
                    return {action: ErrorAction.Continue, handled: true};
                },
                closed: () => {
                    // The restart is ours: the library's races with the start it interrupts.
                    void this.#ended(run, t('its connection was closed'));
                    return {action: CloseAction.DoNotRestart, handled: true};
                },
            },
        };
        const client = new QuietClient('sightline', 'Sightline', async () => (run.process = await spawned()), options);
        const run: Run = {client, process: null, over: false};
        client.onNotification('sightline/changed', (change: Changed) => this.#changed.fire(change));
        client.onNotification('sightline/sessionEnded', (ended: SessionEnded) => this.#sessionEnded.fire(ended));
        client.onNotification('sightline/indexing', (indexing: Indexing) => this.#indexing.fire(indexing));
        return run;
    }

    #running(client: LanguageClient): void {
        this.#become({kind: 'running'});
        const {serverInfo, capabilities} = client.initializeResult ?? {};
        const known = (capabilities?.experimental as {sightline?: {status?: StatusPayload | null}} | undefined)?.sightline?.status;
        if (known != null) this.#changed.fire({revision: known.revision, status: known});
        if (serverInfo?.version !== undefined && minor(serverInfo.version) !== minor(this.#version())) void this.#offerReload();
    }

    async #ended(run: Run, error: string): Promise<void> {
        if (run.over) return;
        run.over = true;
        const reason = await endOf(run.process) ?? error;
        run.process?.kill();
        if (this.#run !== run) return;
        this.#run = null;
        this.log.error(`The server ended: ${reason}`);
        if (this.#restarts.mayRestart(Date.now())) {
            this.#become({kind: 'starting'});
            void setTimeout(RESTART_PAUSE_MS).then(() => this.start());
        } else {
            this.#become({kind: 'stopped', reason: t('{0}, five times within three minutes.', reason)});
            void this.#tell(['restart', 'log']);
        }
    }

    #become(state: ServerState): void {
        this.#state = state;
        this.#stateChanged.fire(state);
    }

    async #tell(actions: (keyof typeof ACTIONS)[]): Promise<void> {
        if (this.#state.kind !== 'stopped') return;
        const choices = actions.map(action => ({action, title: ACTIONS[action]()}));
        switch ((await vscode.window.showErrorMessage(t('Sightline is not running: {0}', this.#state.reason), ...choices))?.action) {
            case 'restart':
                await this.restart();
                break;
            case 'log':
                this.log.show();
                break;
            case 'choose':
                await vscode.commands.executeCommand('sightline.chooseInterpreter');
                break;
            case 'install':
                await vscode.env.openExternal(vscode.Uri.parse('https://www.python.org/downloads/'));
                break;
            case undefined:
        }
    }

    async #offerReload(): Promise<void> {
        if (this.#reloadOffered) return;
        this.#reloadOffered = true;
        const answer = await vscode.window.showInformationMessage(t('Sightline was updated.'), t('Reload'));
        if (answer !== undefined) await vscode.commands.executeCommand('workbench.action.reloadWindow');
    }

    #version(): string {
        return (this.extension.extension.packageJSON as {version: string}).version;
    }
}

/** How a process ended, which may be known a moment after its pipes are closed; null when it runs on or never did. */
async function endOf(process: ChildProcess | null): Promise<string | null> {
    if (process === null) return null;
    if (process.exitCode === null && process.signalCode === null) {
        await Promise.race([once(process, 'exit'), setTimeout(EXIT_MS)]);
    }
    if (process.signalCode !== null) return t('the server process was ended by {0}', process.signalCode);
    return process.exitCode === null ? null : t('the server process ended with code {0}', process.exitCode);
}

function minor(version: string): string {
    return version.split('.').slice(0, 2).join('.');
}

function oneLine(error: unknown): string {
    return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}

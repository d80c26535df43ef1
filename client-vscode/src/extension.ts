/** The extension: constructs, wires, starts. */

import * as vscode from 'vscode';
import {ActiveSession} from './activeSession';
import {BudgetNotice} from './budgetNotice';
import {registerCommands} from './commands';
import {Dashboard} from './dashboard';
import {Server} from './server';
import {SessionEnds} from './sessionEnds';
import {SessionsView} from './sessionsView';
import {worksUnasked} from './settings';
import {Snapshots} from './snapshots';
import {StatusBar} from './statusBar';
import {translatedBy} from '../common/words';

let server: Server | null = null;

export function activate(extension: vscode.ExtensionContext): void {
    translatedBy(vscode.l10n.bundle, vscode.env.language);
    const log = vscode.window.createOutputChannel('Sightline', {log: true});
    const snapshots = new Snapshots(extension.globalState);
    const running = new Server(extension, log);
    const statusBar = new StatusBar(running, snapshots);
    const sessions = new SessionsView(running, snapshots);
    const dashboard = new Dashboard(extension, running, snapshots, log);
    const active = new ActiveSession(running);
    const ends = new SessionEnds(running);
    const budgets = new BudgetNotice(running, extension.globalState);
    extension.subscriptions.push(
        log, running, statusBar, sessions, dashboard, active, ends, budgets,
        ...registerCommands({server: running, dashboard, sessions, active, log}),
        vscode.workspace.onDidGrantWorkspaceTrust(() => void running.trust()),
        vscode.workspace.onDidChangeConfiguration(change => {
            void running.configure(change);
            if (worksUnasked()) void running.wake();
        }),
    );
    server = running;
    if (worksUnasked()) void running.wake();
}

/** The sidecar ends with the window. */
export async function deactivate(): Promise<void> {
    await server?.stop();
}

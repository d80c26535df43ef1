/** The Activity Bar's tree "Analytics": totals and sessions by day, fifty at a time. */

import * as vscode from 'vscode';
import type {SessionRow} from './payloads';
import type {Server} from './server';
import {rootRows, type Row, sessionDescription, sessionTooltip} from './sessionRows';
import type {Snapshots} from './snapshots';
import {t} from '../common/words';

const PAGE = 50;
/** Rows a request, so that no reply grows too large. */
const LARGEST_PAGE = 200;

export class SessionsView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
    readonly #redraw = new vscode.EventEmitter<void>();
    readonly onDidChangeTreeData = this.#redraw.event;
    readonly #view: vscode.TreeView<Row>;
    readonly #subscriptions: vscode.Disposable[];
    #status;
    #sessions: readonly SessionRow[] = [];
    #total = 0;
    #wanted = PAGE;
    #loading = false;
    #outdated = false;
    #loaded = false;

    constructor(private readonly server: Server, snapshots: Snapshots) {
        this.#status = snapshots.payloads.status ?? null;
        this.#view = vscode.window.createTreeView('sightline.sessions', {treeDataProvider: this});
        this.#subscriptions = [
            this.#view,
            this.#view.onDidChangeVisibility(() => {
                if (this.#view.visible) void server.wake();
                void this.#load();
            }),
            server.onState(() => void this.#show()),
            server.onChanged(({status}) => {
                this.#status = status ?? this.#status;
                this.#outdated = true;
                void this.#load();
            }),
        ];
        void this.#show();
    }

    dispose(): void {
        vscode.Disposable.from(...this.#subscriptions).dispose();
    }

    /** Loads fifty sessions more. */
    async more(): Promise<void> {
        this.#wanted += PAGE;
        this.#outdated = true;
        await this.#load();
    }

    getChildren(row?: Row): Row[] {
        if (row?.kind === 'day' || row?.kind === 'pinned') return row.sessions.map(session => ({kind: 'session', session}));
        // Without a row the editor shows the welcome text.
        return row !== undefined || this.#isEmpty() ? [] : rootRows(this.#status, this.#sessions, this.#total);
    }

    getTreeItem(row: Row): vscode.TreeItem {
        switch (row.kind) {
            case 'open': return item(t('Open Analytics'), {icon: 'graph', command: 'sightline.openAnalytics'});
            case 'total': return item(row.title, {
                icon: 'calendar', description: row.description, command: 'sightline.openAnalytics', argument: {preset: row.preset},
            });
            case 'pinned':
            case 'day': return this.#groupItem(row);
            case 'session': return sessionItem(row.session);
            case 'more': return item(t('Show More'), {
                icon: 'ellipsis', description: t('{0} older', row.left), command: 'sightline.moreSessions',
            });
        }
    }

    #groupItem(row: Extract<Row, {kind: 'day' | 'pinned'}>): vscode.TreeItem {
        const group = item(row.title, {description: row.description, ...(row.kind === 'pinned' ? {icon: 'pinned'} : {})});
        group.id = row.kind === 'pinned' ? 'pinned' : `day ${row.day}`;
        group.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
        return group;
    }

    #isEmpty(): boolean {
        return this.server.state.kind === 'stopped' || this.#loaded && this.#total === 0;
    }

    /** Asks for the sessions again when they changed and someone looks; one request at a time. */
    async #load(): Promise<void> {
        if (!this.#view.visible || !this.#outdated || this.#loading) return;
        this.#loading = true;
        this.#outdated = false;
        try {
            await this.#read();
            this.#loaded = true;
        } catch {
            // Without a sidecar the rows stay; its next change asks again.
        } finally {
            this.#loading = false;
        }
        await this.#show();
        await this.#load();
    }

    async #read(): Promise<void> {
        const rows: SessionRow[] = [];
        let cursor: number | null = 0;
        while (cursor !== null && rows.length < this.#wanted) {
            const limit = Math.min(this.#wanted - rows.length, LARGEST_PAGE);
            const page: {rows: readonly SessionRow[]; total: number; nextCursor: number | null} =
                await this.server.ask('sessions', {limit, cursor});
            rows.push(...page.rows);
            this.#total = page.total;
            cursor = page.nextCursor;
        }
        this.#sessions = rows;
    }

    async #show(): Promise<void> {
        const {state} = this.server;
        await vscode.commands.executeCommand('setContext', 'sightline.state', state.kind === 'running' && this.#isEmpty() ? 'empty' : state.kind);
        this.#view.message = state.kind === 'starting' && !this.#loaded ? t('Starting…') : '';
        this.#redraw.fire();
    }
}

interface Look {
    icon?: string;
    description?: string;
    command?: string;
    argument?: unknown;
}

function item(title: string, {icon, description, command, argument}: Look): vscode.TreeItem {
    const made = new vscode.TreeItem(title);
    if (icon !== undefined) made.iconPath = new vscode.ThemeIcon(icon);
    if (description !== undefined) made.description = description;
    if (command !== undefined) made.command = {title, command, arguments: argument === undefined ? [] : [argument]};
    return made;
}

function sessionItem(session: SessionRow): vscode.TreeItem {
    const made = item(session.title, {
        icon: session.status === 'running' ? 'play-circle' : 'comment-discussion',
        description: sessionDescription(session, new Date()),
        command: 'sightline.viewSessionAnalytics',
        argument: session.id,
    });
    made.id = session.id;
    made.tooltip = sessionTooltip(session);
    made.contextValue = session.pinned ? 'session.pinned' : 'session';
    return made;
}

/** "Search Sessions…": a pick list that asks the server with what is typed. */

import * as vscode from 'vscode';
import type {Api} from './api';
import {counted, noIcons} from '../common/format';
import type {SessionRow, SessionsPayload} from './payloads';
import {sessionDescription} from './sessionRows';
import {t} from '../common/words';

/** Typing goes on for so long without asking anything. */
const REST_MS = 150;
const SHOWN = 50;

type Choice = vscode.QuickPickItem & {id: string};

/** The session the user picks; null when they leave. */
export async function searchSessions(api: Api): Promise<string | null> {
    const list = vscode.window.createQuickPick<Choice>();
    list.title = t('Search Sessions');
    list.placeholder = t('Words or fields: dark mode, cost:>1 has:error, agent:backend-developer after:7d');
    let cancel = new vscode.CancellationTokenSource();
    let resting: NodeJS.Timeout | undefined;
    const ask = async (): Promise<void> => {
        cancel.cancel();
        const own = cancel = new vscode.CancellationTokenSource();
        list.busy = true;
        try {
            const found = await api.ask('sessions', {query: list.value, limit: SHOWN}, own.token);
            if (!own.token.isCancellationRequested) show(list, found);
        } catch (error) {
            if (!own.token.isCancellationRequested) list.title = error instanceof Error ? error.message : String(error);
        } finally {
            if (!own.token.isCancellationRequested) list.busy = false;
        }
    };
    try {
        return await new Promise<string | null>(resolve => {
            list.onDidChangeValue(() => {
                clearTimeout(resting);
                resting = setTimeout(() => void ask(), REST_MS);
            });
            list.onDidAccept(() => resolve(list.selectedItems[0]?.id ?? null));
            list.onDidHide(() => resolve(null));
            list.show();
            void ask();
        });
    } finally {
        clearTimeout(resting);
        cancel.cancel();
        list.dispose();
    }
}

/** What was found; of a query that cannot be read what is wrong, over the last good list. */
function show(list: vscode.QuickPick<Choice>, {queryErrors: [error], rows, total}: SessionsPayload): void {
    list.title = error === undefined ? t('Search Sessions: {0}', counted(total, 'session')) : error.message;
    if (error === undefined) list.items = rows.map(choice);
}

/** Always shown: the server has found it already. */
function choice(session: SessionRow): Choice {
    return {
        id: session.id,
        label: noIcons(session.title),
        description: sessionDescription(session, new Date()),
        detail: noIcons(`${session.engine} · ${session.project}`),
        alwaysShow: true,
    };
}

/** Reviewing a session on request: run, taken from a file, shown beside the lines it means. */

import * as vscode from 'vscode';
import type {Api} from './api';
import {count, counted} from './format';
import type {ReviewedSession} from './payloads';
import {reviewText} from './reviewText';

/** Runs the reviewers over what a session changed; the user may cancel. */
export async function reviewSession(api: Api, id: string): Promise<void> {
    const options = {location: vscode.ProgressLocation.Notification, title: 'Reviewing what the session changed', cancellable: true};
    const done = await vscode.window.withProgress(options, async (_, cancel) => {
        try {
            return (await api.review({ids: [id], reviewers: null, workDoneToken: null}, cancel)).reviewed[0] ?? null;
        } catch (error) {
            if (!cancel.isCancellationRequested) throw error;
            return null;
        }
    });
    if (done !== null) await tell(api, done, reviewText(done));
}

/** Takes the findings of a file the user picks. */
export async function importSarif(api: Api, id: string): Promise<void> {
    const [file] = await vscode.window.showOpenDialog({title: 'Import Findings', filters: {SARIF: ['sarif', 'json']}}) ?? [];
    if (file === undefined) return;
    const {imported, results, review} = await api.importSarif({id, path: file.fsPath});
    await tell(api, review, `${count(imported)} of ${counted(results, 'result')} in lines the session added · ${reviewText(review)}`);
}

/** Shows the open findings of a session's newest review in the Problems view. */
export async function showFindings(api: Api, id: string): Promise<void> {
    const {findings} = await api.showFindings({id});
    if (findings === 0) void vscode.window.showInformationMessage('The newest review of this session has no open finding.');
    else await vscode.commands.executeCommand('workbench.actions.view.problems');
}

async function tell(api: Api, done: ReviewedSession, text: string): Promise<void> {
    const open = done.errors + done.warnings + done.infos;
    const answer = await vscode.window.showInformationMessage(text, ...(open > 0 ? ['Show Findings'] : []), 'View Analytics');
    if (answer === 'Show Findings') await showFindings(api, done.id);
    if (answer === 'View Analytics') await vscode.commands.executeCommand('sightline.viewSessionAnalytics', done.id);
}

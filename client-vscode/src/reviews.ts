/** Reviewing a session on request: run, taken from a file, shown beside the lines it means. */

import * as vscode from 'vscode';
import type {Api} from './api';
import {readFrom} from './elsewhere';
import {count, counted} from '../common/format';
import type {ReviewedSession} from './payloads';
import {reviewText} from './reviewText';
import {t} from '../common/words';

/** Runs the reviewers over what sessions changed; the user may cancel. */
export async function reviewSessions(api: Api, ids: readonly string[]): Promise<void> {
    const title = t('Reviewing what {0} changed', counted(ids.length, 'session'));
    const options = {location: vscode.ProgressLocation.Notification, title, cancellable: true};
    const done = await vscode.window.withProgress(options, async (_, cancel) => {
        try {
            return await api.review({ids, reviewers: null, workDoneToken: null}, cancel);
        } catch (error) {
            if (!cancel.isCancellationRequested) throw error;
            return null;
        }
    });
    const [first] = done?.reviewed ?? [];
    if (done === null) return;
    if (ids.length === 1 && first !== undefined) return tell(api, first, reviewText(first));
    const refused = done.refused[0];
    const reviewed = t('Reviewed {0} of {1}', done.reviewed.length, counted(ids.length, 'session'));
    void vscode.window.showInformationMessage(refused === undefined ? reviewed : `${reviewed} · ${refused.message}`);
}

/** Takes the findings of a file the user picks. */
export async function importSarif(api: Api, id: string): Promise<void> {
    const [file] = await vscode.window.showOpenDialog({title: t('Import Findings'), filters: {SARIF: ['sarif', 'json']}}) ?? [];
    if (file === undefined) return;
    const {imported, results, review} = await readFrom(file, path => api.importSarif({id, path}));
    await tell(api, review, `${t('{0} of {1} in lines the session added', count(imported), counted(results, 'result'))} · ${reviewText(review)}`);
}

/** Shows the open findings of a session's newest review in the Problems view. */
export async function showFindings(api: Api, id: string): Promise<void> {
    const {findings} = await api.showFindings({id});
    if (findings === 0) void vscode.window.showInformationMessage(t('The newest review of this session has no open finding.'));
    else await vscode.commands.executeCommand('workbench.actions.view.problems');
}

async function tell(api: Api, done: ReviewedSession, text: string): Promise<void> {
    const open = done.errors + done.warnings + done.infos;
    const [show, view] = [t('Show Findings'), t('View Analytics')];
    const answer = await vscode.window.showInformationMessage(text, ...(open > 0 ? [show] : []), view);
    if (answer === show) await showFindings(api, done.id);
    if (answer === view) await vscode.commands.executeCommand('sightline.viewSessionAnalytics', done.id);
}

/** One line about each session that ends: for ten seconds in the status bar, or as a notification. */

import * as vscode from 'vscode';
import {endedText} from './endedText';
import type {SessionEnded} from './payloads';
import type {Server} from './server';
import {workspaceSetting} from './settings';
import {t} from '../common/words';

const SHOWN_MS = 10_000;

export class SessionEnds implements vscode.Disposable {
    readonly #item = vscode.window.createStatusBarItem('sightline.ended', vscode.StatusBarAlignment.Left, -1);
    readonly #listening: vscode.Disposable;
    #hiding: ReturnType<typeof setTimeout> | undefined;

    constructor(server: Server) {
        this.#item.name = t('Sightline: Session Ended');
        this.#listening = server.onSessionEnded(ended => void this.#tell(ended));
    }

    dispose(): void {
        clearTimeout(this.#hiding);
        this.#listening.dispose();
        this.#item.dispose();
    }

    async #tell(ended: SessionEnded): Promise<void> {
        const {text, tooltip} = endedText(ended);
        switch (workspaceSetting<'statusBar' | 'notification' | 'off'>('sessionEndSummary', 'statusBar')) {
            case 'off': return;
            case 'notification': {
                const answer = await vscode.window.showInformationMessage(`${tooltip}: ${text}`, t('View Analytics'));
                if (answer !== undefined) await vscode.commands.executeCommand('sightline.viewSessionAnalytics', ended.id);
                return;
            }
            case 'statusBar':
                this.#item.text = `$(check) ${text}`;
                this.#item.tooltip = tooltip;
                this.#item.command = {title: '', command: 'sightline.viewSessionAnalytics', arguments: [ended.id]};
                this.#item.accessibilityInformation = {label: `${tooltip}: ${text}`, role: 'button'};
                this.#item.show();
                clearTimeout(this.#hiding);
                this.#hiding = setTimeout(() => this.#item.hide(), SHOWN_MS);
        }
    }
}

/** One notification a day when a budget warns or is used up; it only informs. */

import * as vscode from 'vscode';
import {budgetLine, worst} from '../common/budgetText';
import type {StatusPayload} from './payloads';
import type {Server} from './server';
import {t} from '../common/words';

const KEY = 'sightline.budgetToldOn';

export class BudgetNotice implements vscode.Disposable {
    readonly #listening: vscode.Disposable;

    constructor(server: Server, private readonly memory: Pick<vscode.Memento, 'get' | 'update'>) {
        this.#listening = server.onChanged(({status}) => void this.#tell(status));
    }

    dispose(): void {
        this.#listening.dispose();
    }

    async #tell(status: StatusPayload | null): Promise<void> {
        if (status === null || this.memory.get<string>(KEY) === status.date) return;
        const budget = worst(status.budgets);
        if (budget === null) return;
        await this.memory.update(KEY, status.date);
        const answer = await vscode.window.showInformationMessage(budgetLine(budget), t('Open Analytics'));
        if (answer !== undefined) await vscode.commands.executeCommand('sightline.openAnalytics');
    }
}

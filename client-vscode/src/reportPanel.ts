/** HTML reports inside the editor: where no browser beside the user could open their file. */

import {readFile} from 'node:fs/promises';
import * as vscode from 'vscode';

/** The file in a panel of its own, under the policy that it brings. */
export async function showReport(file: vscode.Uri): Promise<void> {
    const html = await readFile(file.fsPath, 'utf8');
    const options = {enableScripts: true, enableForms: false, localResourceRoots: []};
    vscode.window.createWebviewPanel('sightline.report', 'Sightline', vscode.ViewColumn.Active, options).webview.html = html;
}

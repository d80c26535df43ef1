/** The workspace's folders, as the sidecar beside them knows them. */

import * as vscode from 'vscode';

/** Paths of all folders that lie on the machine the sidecar runs on; those of other file systems have no path there. */
export function workspaceFolders(): string[] {
    return (vscode.workspace.workspaceFolders ?? []).map(({uri}) => uri).filter(isBeside).map(({fsPath}) => fsPath);
}

/** Whether a file lies on the machine the sidecar runs on, and not on the user's own or in a file system of an extension. */
export function isBeside(file: vscode.Uri): boolean {
    return file.scheme === 'file';
}

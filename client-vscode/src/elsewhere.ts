/** Files that lie where neither the sidecar nor this process reaches: they go through the editor, by way of a copy beside us. */

import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import * as vscode from 'vscode';
import {isBeside} from './folders';

/** Has a file written; what is written beside it goes along. */
export async function writtenTo<T>(target: vscode.Uri, write: (path: string) => Promise<T>): Promise<T> {
    if (isBeside(target)) return write(target.fsPath);
    return beside(async folder => {
        const done = await write(join(folder, basename(target.path)));
        for (const name of await readdir(folder)) {
            await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(target, '..', name), await readFile(join(folder, name)));
        }
        return done;
    });
}

/** Has a file read. */
export async function readFrom<T>(file: vscode.Uri, read: (path: string) => Promise<T>): Promise<T> {
    if (isBeside(file)) return read(file.fsPath);
    return beside(async folder => {
        const copy = join(folder, basename(file.path));
        await writeFile(copy, await vscode.workspace.fs.readFile(file));
        return read(copy);
    });
}

/** Shows where a file lies: in the system's file manager, or where that is on another machine in the explorer or an editor. */
export async function revealFile(file: vscode.Uri): Promise<void> {
    if (isLocalWindow() || !isBeside(file)) await vscode.commands.executeCommand('revealFileInOS', file);
    else if (vscode.workspace.getWorkspaceFolder(file) !== undefined) await vscode.commands.executeCommand('revealInExplorer', file);
    else await vscode.commands.executeCommand('vscode.open', file);
}

/** Whether the user sits at the machine that this process and the sidecar run on. */
export function isLocalWindow(): boolean {
    return vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
}

async function beside<T>(act: (folder: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'sightline-'));
    try {
        return await act(folder);
    } finally {
        await rm(folder, {recursive: true});
    }
}

/** How the sidecar is started: which program, with which arguments, where. */

import {type ChildProcess, spawn} from 'node:child_process';
import {mkdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import * as vscode from 'vscode';
import {type Argv, findPython, usualPythons} from './python';
import {machineSetting} from './settings';
import {t} from '../common/words';

/** No Python of this machine can run the sidecar. */
export class NoPythonError extends Error {
    constructor(minors: readonly string[]) {
        super(t('no 64-bit CPython ({0}) was found', minors.join(', ')));
    }
}

/** The command line of the sidecar. */
export async function serverCommand(extension: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<Argv> {
    const named = machineSetting('serverCommand');
    if (isArgv(named)) return named;
    const bundled = vscode.Uri.joinPath(extension.extensionUri, 'bundled').fsPath;
    const minors = JSON.parse(await readFile(join(bundled, 'minors.json'), 'utf8')) as string[];
    const {argv, verdicts} = await findPython(await candidates(), minors);
    for (const {argv: tried, reason} of verdicts) log.info(`Python ${tried.join(' ')}: ${reason}`);
    if (argv === null) throw new NoPythonError(minors);
    return [...argv, '-I', '-S', '-X', 'utf8', join(bundled, 'run.py'), 'lsp'];
}

async function candidates(): Promise<Argv[]> {
    const named = machineSetting('interpreter');
    if (typeof named === 'string' && named !== '') return [[named]];
    const chosen = vscode.workspace.isTrusted ? await pythonExtensionChoice() : null;
    return [...(chosen === null ? [] : [[chosen] as const]), ...usualPythons(process.platform)];
}

interface PythonExtension {
    environments: {
        getActiveEnvironmentPath: () => unknown;
        resolveEnvironment: (path: unknown) => Promise<{executable?: {uri?: vscode.Uri}} | undefined>;
    };
}

/** The interpreter chosen in the Python extension, if that is installed. */
async function pythonExtensionChoice(): Promise<string | null> {
    const python = vscode.extensions.getExtension<PythonExtension>('ms-python.python');
    if (python === undefined) return null;
    try {
        const {environments} = await python.activate();
        const found = await environments.resolveEnvironment(environments.getActiveEnvironmentPath());
        return found?.executable?.uri?.fsPath ?? null;
    } catch {
        // Another extension's failure is not ours: the usual places are tried.
        return null;
    }
}

/** Starts the program outside of the workspace; its stdin and stdout speak the protocol. */
export async function startProcess(argv: Argv, storage: vscode.Uri): Promise<ChildProcess> {
    await mkdir(storage.fsPath, {recursive: true});
    const [program, ...args] = argv;
    const env = {...process.env, SIGHTLINE_PYCACHE: join(storage.fsPath, 'pycache')};
    const child = spawn(program, args, {cwd: storage.fsPath, env, windowsHide: true});
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    return child;
}

function isArgv(value: unknown): value is Argv {
    return Array.isArray(value) && value.length > 0 && value.every(part => typeof part === 'string');
}

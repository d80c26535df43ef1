/** The settings the sidecar knows, as the user has set them. */

import * as vscode from 'vscode';

/** Settings that only the user or the machine may set: what a workspace says about them is not read. */
const MACHINE = [
    'timeZone', 'hourlyRate', 'idleCapMinutes', 'pricing.overrides', 'pricing.codexServiceTier', 'engines', 'paths', 'scanPaths', 'ignore', 'watch', 'quality.reviewers',
    'quality.reviewAtEnd', 'budgets', 'search.content',
] as const;
const WORKSPACE = ['defaultRange', 'defaultScope', 'quality.weights'] as const;

type Values = Record<string, unknown>;

/** A setting of this machine, whatever a workspace says in any notation. */
export function machineSetting(name: string): unknown {
    const found = vscode.workspace.getConfiguration('sightline').inspect(name);
    return found?.globalValue ?? found?.defaultValue ?? null;
}

/** A setting that a workspace may change. */
export function workspaceSetting<T>(name: string, otherwise: T): T {
    return vscode.workspace.getConfiguration('sightline').get<T>(name, otherwise);
}

/** Whether something is to be seen before anyone opens a view; else nothing runs until then. */
export function worksUnasked(): boolean {
    const budgets = machineSetting('budgets');
    return workspaceSetting<boolean>('statusBar.enabled', true)
        || workspaceSetting<string>('sessionEndSummary', 'statusBar') === 'notification'
        || machineSetting('quality.reviewAtEnd') === true
        || Array.isArray(budgets) && budgets.length > 0;
}

/** All settings of the sidecar, nested by the dots in their names. */
export function serverSettings(): Values {
    const settings: Values = {};
    for (const name of MACHINE) place(settings, name.split('.'), machineSetting(name));
    for (const name of WORKSPACE) place(settings, name.split('.'), workspaceSetting<unknown>(name, null));
    // A workspace may switch git off, and not on again.
    place(settings, ['git', 'enabled'], machineSetting('git.enabled') !== false && workspaceSetting('git.enabled', true));
    return settings;
}

function place(into: Values, [first = '', ...rest]: string[], value: unknown): void {
    if (rest.length === 0) into[first] = value;
    else place((into[first] ??= {}) as Values, rest, value);
}

/** The palette's commands: each opens a view or asks the sidecar for one act. */

import * as vscode from 'vscode';
import type {ActiveSession} from './activeSession';
import type {Dashboard} from './dashboard';
import {revealFile} from './elsewhere';
import {counted, noIcons} from '../common/format';
import {isBeside} from './folders';
import {type Format, FORMATS, openAt, saveReport} from './pageRequests';
import type {IndexPayload, Preset, ProblemRow, ReportName, SessionRow} from './payloads';
import {importSarif, reviewSessions, showFindings} from './reviews';
import {searchSessions} from './searchSessions';
import type {Server} from './server';
import {actOn} from './sessionActs';
import {sessionDescription, type Row} from './sessionRows';
import type {SessionsView} from './sessionsView';
import {machineSetting} from './settings';
import {t} from '../common/words';

const MESSAGE_MS = 5_000;
const EXPORTS: readonly {label: () => string; report: ReportName; formats: readonly Format[]}[] = [
    {label: () => t('Overview'), report: 'overview', formats: ['html', 'json', 'csv']},
    {label: () => t('Sessions'), report: 'sessions', formats: ['json', 'csv', 'md']},
    {label: () => t('Days'), report: 'daily', formats: ['csv', 'json']},
    {label: () => t('Models'), report: 'models', formats: ['csv', 'json']},
    {label: () => t('Tools'), report: 'tools', formats: ['csv', 'json']},
    {label: () => t('Files'), report: 'files', formats: ['csv', 'json']},
    {label: () => t('Branches and Commits'), report: 'branches', formats: ['csv', 'json']},
];

interface Parts {
    server: Server;
    dashboard: Dashboard;
    sessions: SessionsView;
    active: ActiveSession;
    log: vscode.LogOutputChannel;
}

/** Registers all commands; one that fails says why, once. */
export function registerCommands(parts: Parts): vscode.Disposable[] {
    const {server, dashboard, sessions, active, log} = parts;
    const acts: Record<string, (argument: unknown) => unknown> = {
        openAnalytics: argument => dashboard.open(isPreset(argument) ? {tab: 'overview', preset: argument.preset} : undefined),
        viewSessionAnalytics: async argument => {
            const id = await wantedSession(argument, server, active);
            if (id !== null) dashboard.open({tab: 'sessions', session: id});
        },
        searchSessions: async () => {
            const id = await searchSessions(server);
            if (id !== null) dashboard.open({tab: 'sessions', session: id});
        },
        reviewSession: argument => isIds(argument) && argument.length > 1 ? reviewSessions(server, argument) : ofSession(argument, id => reviewSessions(server, [id])),
        importSarif: argument => ofSession(argument, id => importSarif(server, id)),
        showFindings: argument => ofSession(argument, id => showFindings(server, id)),
        clearFindings: () => server.clearFindings(),
        rebuildSessionIndex: () => rebuild(server),
        refresh: async () => vscode.window.setStatusBarMessage(indexed(await server.command('refresh', {})), MESSAGE_MS),
        showProblems: () => showProblems(server),
        showLog: () => log.show(),
        restartServer: () => server.restart(),
        chooseInterpreter: () => vscode.commands.executeCommand('workbench.action.openSettings', 'sightline.interpreter'),
        cancelIndexing: () => server.stopReading(),
        addFolder: () => vscode.commands.executeCommand('workbench.action.openSettings', 'sightline.paths'),
        setHourlyRate: () => setHourlyRate(),
        compareSessions: () => compare(server, dashboard),
        openSampleData: () => server.command('openAnalytics', {sample: true}),
        export: () => exportOf(server),
        revealSessionFile: argument => reveal(server, argument),
        copySessionId: argument => isSessionRow(argument) ? vscode.env.clipboard.writeText(argument.session.id) : undefined,
        editSession: async argument => onSession(await wantedSession(argument, server, active), id => actOn(server, 'edit', [id])),
        deleteSession: async argument => onSession(await wantedSession(argument, server, active), id => actOn(server, 'delete', [id])),
        copyResumeCommand: async argument => onSession(await wantedSession(argument, server, active), id => actOn(server, 'copyResume', [id])),
        pinSession: argument => isSessionRow(argument) ? actOn(server, 'pin', [argument.session.id]) : undefined,
        unpinSession: argument => isSessionRow(argument) ? actOn(server, 'unpin', [argument.session.id]) : undefined,
        moreSessions: () => sessions.more(),
    };
    const ofSession = async (argument: unknown, act: (id: string) => Promise<void>): Promise<void> => {
        const id = await wantedSession(argument, server, active);
        if (id !== null) await act(id);
    };
    return Object.entries(acts).map(([name, act]) => vscode.commands.registerCommand(`sightline.${name}`, async (argument: unknown) => {
        try {
            await act(argument);
        } catch (error) {
            void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
        }
    }));
}

/** Nothing is done where nothing was picked. */
async function onSession(id: string | null, act: (id: string) => Promise<void>): Promise<void> {
    if (id !== null) await act(id);
}

/** The session meant: an id, a row, a file, the active tab's, else the user's pick. */
async function wantedSession(argument: unknown, server: Server, active: ActiveSession): Promise<string | null> {
    if (typeof argument === 'string') return argument;
    if (isIds(argument)) return argument[0] ?? null;
    if (isSessionRow(argument)) return argument.session.id;
    if (argument instanceof vscode.Uri && isBeside(argument)) {
        const id = await active.of(argument);
        if (id === null) void vscode.window.showInformationMessage(t('Sightline knows no session in this file.'));
        return id;
    }
    return await active.current() ?? await pick(server);
}

async function pick(server: Server, title = t('View Analytics for a Session')): Promise<string | null> {
    const choices = server.ask('sessions', {limit: 200}).then(({rows}) => rows.map(choice));
    const chosen = await vscode.window.showQuickPick(choices, {
        title, placeHolder: t('Title, engine or project'), matchOnDescription: true, matchOnDetail: true,
    });
    return chosen?.id ?? null;
}

function choice(session: SessionRow): vscode.QuickPickItem & {id: string} {
    return {
        id: session.id,
        label: noIcons(session.title),
        description: sessionDescription(session, new Date()),
        detail: noIcons(`${session.engine} · ${session.project}`),
    };
}

/** Two sessions, picked one after the other. */
async function compare(server: Server, dashboard: Dashboard): Promise<void> {
    const a = await pick(server, t('Compare: Session A'));
    const b = a === null ? null : await pick(server, t('Compare: Session B'));
    if (a !== null && b !== null) dashboard.open({tab: 'compare', compare: [a, b]});
}

async function setHourlyRate(): Promise<void> {
    const settings = vscode.workspace.getConfiguration('sightline');
    const before = machineSetting('hourlyRate');
    const said = await vscode.window.showInputBox({
        title: t('Set Hourly Rate'), prompt: t('What an hour of your time costs in USD, for the loss by rule violations. Empty: no loss is computed.'),
        value: typeof before === 'number' ? String(before) : '', validateInput: text => (hourlyRate(text) === undefined ? t('A number from 0 on') : null),
    });
    const rate = said === undefined ? undefined : hourlyRate(said);
    if (rate !== undefined) await settings.update('hourlyRate', rate, vscode.ConfigurationTarget.Global);
}

/** What was typed as a rate; null for none, undefined where it is no rate. */
function hourlyRate(text: string): number | null | undefined {
    if (text.trim() === '') return null;
    const rate = Number(text);
    return Number.isFinite(rate) && rate >= 0 ? rate : undefined;
}

/** What, in which form, and where to: the server writes it. */
async function exportOf(server: Server): Promise<void> {
    const report = await vscode.window.showQuickPick(EXPORTS.map(one => ({...one, label: one.label()})), {title: t('Export')});
    if (report === undefined) return;
    const format = await vscode.window.showQuickPick(report.formats.map(one => ({label: FORMATS[one], format: one})), {title: t('Export {0}', report.label)});
    if (format === undefined) return;
    const fileName = `sightline-${report.report}.${format.format}`;
    await saveReport(server, {report: report.report, params: {}, format: format.format, fileName});
}

async function rebuild(server: Server): Promise<void> {
    const options = {location: vscode.ProgressLocation.Notification, title: t('Rebuilding session index'), cancellable: true};
    await vscode.window.withProgress(options, async (progress, cancel) => {
        let shown = 0;
        try {
            const done = await server.command('rebuildSessionIndex', {}, cancel, (message, percent) => {
                progress.report(percent === null ? {message} : {message, increment: percent - shown});
                shown = percent ?? shown;
            });
            void vscode.window.showInformationMessage(indexed(done));
        } catch (error) {
            if (!cancel.isCancellationRequested) throw error;
            void vscode.window.showInformationMessage(t('Rebuild cancelled. What was read so far is kept.'));
        }
    });
}

function indexed({sessions, problems}: IndexPayload): string {
    return t('Indexed {0} ({1})', counted(sessions, 'session'), counted(problems, 'problem'));
}

async function showProblems(server: Server): Promise<void> {
    const {rows, total} = await server.ask('problems', {limit: 500});
    if (total === 0) {
        void vscode.window.showInformationMessage(t('All sources read.'));
        return;
    }
    const title = counted(total, 'problem');
    const chosen = await vscode.window.showQuickPick(rows.map(problem), {title, matchOnDescription: true, matchOnDetail: true});
    if (chosen !== undefined) await openAt(chosen.row.path, chosen.row.line);
}

function problem(row: ProblemRow): vscode.QuickPickItem & {row: ProblemRow} {
    const place = row.line === null ? row.path : `${row.path}:${row.line}`;
    const times = row.count > 1 ? t(' ({0} times)', row.count) : '';
    return {row, label: noIcons(row.reason) + times, description: `${row.engine} · ${row.kind}`, detail: noIcons(place)};
}

async function reveal(server: Server, argument: unknown): Promise<void> {
    if (!isSessionRow(argument)) return;
    const {sourcePath} = await server.ask('session', {id: argument.session.id});
    if (sourcePath === null) void vscode.window.showInformationMessage(t('This session has no file of its own.'));
    else await revealFile(vscode.Uri.file(sourcePath));
}

function isSessionRow(value: unknown): value is Extract<Row, {kind: 'session'}> {
    return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'session' && 'session' in value;
}

function isPreset(value: unknown): value is {preset: Preset} {
    return typeof value === 'object' && value !== null && 'preset' in value;
}

/** Sessions that the page means. */
function isIds(value: unknown): value is readonly string[] {
    return Array.isArray(value) && value.every(id => typeof id === 'string');
}

/** What a user may do to what is kept of sessions: titles, tags, pins, archive, deletion. No transcript is touched. */

import * as vscode from 'vscode';
import type {Api} from './api';
import {counted} from '../common/format';
import type {Edits, Refused, SessionRow} from './payloads';
import type {SessionAct} from './protocol';
import {partsOf, tagChanges} from './tags';
import {t} from '../common/words';

const SIMPLE: Partial<Record<SessionAct, Edits>> = {
    pin: {pinned: true}, unpin: {pinned: false}, archive: {archived: true}, unarchive: {archived: false},
};

/** Does it, after asking what has to be asked; says what was refused. */
export async function actOn(api: Api, act: SessionAct, ids: readonly string[]): Promise<void> {
    const [first] = ids;
    if (first === undefined) return;
    const edits = SIMPLE[act];
    if (edits !== undefined) return edit(api, ids, edits);
    switch (act) {
        case 'tag': return tag(api, ids);
        case 'delete': return remove(api, ids);
        case 'copyResume': return copyResume(api, first);
        default: return rename(api, first);
    }
}

async function edit(api: Api, ids: readonly string[], edits: Edits): Promise<void> {
    const {notice, refused} = await api.editSession({ids, edits});
    if (notice !== null) void vscode.window.showInformationMessage(notice);
    sayRefused(refused);
}

async function tag(api: Api, ids: readonly string[]): Promise<void> {
    const said = await vscode.window.showInputBox({
        title: t('Tag {0}', counted(ids.length, 'session')), prompt: t('Tags to add, with commas between them; a minus before one removes it.'),
        placeHolder: t('feature, ui, -wip'),
    });
    const changes = tagChanges(said ?? '');
    if (changes !== null) await edit(api, ids, changes);
}

/** Title, then tags; refused if someone else changed them meanwhile. */
async function rename(api: Api, id: string): Promise<void> {
    const {session}: {session: SessionRow} = await api.ask('session', {id});
    const title = await vscode.window.showInputBox({
        title: t('Edit Session: Title'), value: session.title, prompt: t('Empty: the title that its engine gave it.'),
    });
    if (title === undefined) return;
    const tags = await vscode.window.showInputBox({
        title: t('Edit Session: Tags'), value: session.tags.join(', '), prompt: t('With commas between them; empty: none.'),
    });
    if (tags === undefined) return;
    const renamed = title === session.title ? {} : {title: title.trim() === '' ? null : title};
    const {notice} = await api.editSession({id, edits: {...renamed, tags: partsOf(tags)}, revision: session.recordRevision});
    if (notice !== null) void vscode.window.showInformationMessage(notice);
}

async function remove(api: Api, ids: readonly string[]): Promise<void> {
    const question = t('Delete what Sightline keeps of {0}?', counted(ids.length, 'session'));
    const detail = `${t('Sessions that Sightline recorded itself are deleted, and the titles, tags and reviews kept beside others.')} ${t('Transcripts belong to their engines and stay.')}`;
    if (await vscode.window.showWarningMessage(question, {modal: true, detail}, t('Delete')) === undefined) return;
    const {deleted, refused} = await api.deleteSession({ids});
    if (deleted.length > 0) void vscode.window.showInformationMessage(t('Deleted {0}.', counted(deleted.length, 'record')));
    sayRefused(refused);
}

async function copyResume(api: Api, id: string): Promise<void> {
    const {resume} = await api.ask('session', {id});
    const ways = resume.map(way => ({label: way.command ?? way.id, description: way.cli}));
    const way = ways.length > 1 ? await vscode.window.showQuickPick(ways, {title: t('Copy Resume Command')}) : ways[0];
    if (ways.length === 0) void vscode.window.showInformationMessage(t('No command is known that resumes this session.'));
    if (way !== undefined) await vscode.env.clipboard.writeText(way.label);
}

function sayRefused(refused: readonly Refused[]): void {
    const [first] = refused;
    if (first === undefined) return;
    const others = refused.length > 1 ? ` (${counted(refused.length, 'session')})` : '';
    void vscode.window.showWarningMessage(t('Left as it is{0}: {1}', others, first.message));
}

/** What a session is: its title, where it ran, its figures and what stands out. */

import {html, nothing, type TemplateResult} from 'lit';
import type {App} from '../../app';
import type {SessionPayload, SessionRow} from '../../../src/payloads';
import {figure} from '../../cards/figure';
import {compact, count, counted, duration, fineMoney, localTime, ratio, shortDuration, UNKNOWN} from '../../lib/format';
import {openIcon} from '../../lib/icons';
import {tip} from '../../lib/tip';
import {engineName} from '../../tables/sessionColumns';

export function sessionHead(app: App, payload: SessionPayload): TemplateResult {
    const {nativeId, session, sourcePath} = payload;
    return html`
        <section class="panel" aria-label="Session">
            <div class="panel-head">
                <h2 class="session-title">${session.title}</h2>
                <span class="badge is-${session.status}">${session.status}</span>
                <span class="grow"></span>
                ${session.tags.map(tag => html`<span class="badge tag">${tag}</span>`)}
                ${app.host.kind === 'file' ? nothing : recordActs(app, payload)}
                ${sourcePath === null || app.host.kind === 'file' ? nothing : html`
                    <button ${tip([sourcePath])} @click=${() => app.openFile(sourcePath, null)}>${openIcon} Open Source</button>`}
                ${app.host.kind === 'file' ? nothing : html`
                    <button @click=${() => app.go({tab: 'compare', session: null, compareA: session.id, compareB: null})}>Compare With…</button>`}
                <button ${tip([nativeId])} @click=${() => app.host.send({kind: 'copy', text: nativeId})}>Copy Id</button>
            </div>
            <dl class="facts">${facts(app, payload)}</dl>
            <div class="figures wide">${figures(payload)}</div>
            ${standsOut(payload)}
        </section>`;
}

/** What a user may change; the editor asks for the words. */
function recordActs(app: App, {resume, session: {archived, id, pinned}}: SessionPayload): TemplateResult {
    return html`
        <button data-act="edit" @click=${() => app.act('edit', [id])}>Edit…</button>
        <button data-act="pin" @click=${() => app.act(pinned ? 'unpin' : 'pin', [id])}>${pinned ? 'Unpin' : 'Pin'}</button>
        <button data-act="archive" @click=${() => app.act(archived ? 'unarchive' : 'archive', [id])}>${archived ? 'Unarchive' : 'Archive'}</button>
        ${resume.length === 0 ? nothing : html`<button data-act="copyResume" @click=${() => app.act('copyResume', [id])}>Copy Resume Command</button>`}`;
}

function facts(app: App, {modelChanges, provider, session, version}: SessionPayload): unknown {
    const changes = modelChanges > 0 ? `, changed ${counted(modelChanges, 'time')}` : '';
    const rows: [string, unknown][] = [
        ['Engine', html`${engineName(session.engine, app.overview?.engines ?? [])}${version === null ? nothing : html` <span class="faint">${version}</span>`}`],
        ['Agent', session.agent],
        ['Model', session.model === null ? null : `${session.model}${changes}`],
        ['Provider', provider],
        ['Project', html`<span ${tip([session.projectPath])}>${session.project}</span>`],
        ['Branch', session.branch],
        ['Created', localTime(session.createdAt, app.timeZone)],
        ['Last activity', localTime(session.updatedAt, app.timeZone)],
    ];
    return rows.map(([name, value]) => value === null ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
}

function figures({acceptanceRate, apiMs, parts, session, successRate, toolMs, transcriptRequests}: SessionPayload): unknown {
    const elsewhere = transcriptRequests > session.requests
        ? `${count(transcriptRequests - session.requests)} more belong to another session` : null;
    return html`
        ${figure({metric: 'cost', value: parts.cost, label: parts.costLabel, colour: 'yellow', note: parts.unpricedRequests > 0 ? `+${count(parts.unpricedRequests)} unpriced` : null})}
        ${figure({metric: 'total_tokens', value: session.tokens, colour: 'blue'})}
        ${figure({metric: 'avg_duration', title: 'Wall Time', unit: 'ms', value: session.durationMs})}
        ${figure({metric: 'active_time', value: session.activeMs, note: shares(apiMs, toolMs)})}
        ${figure({metric: 'messages', value: session.messages})}
        ${figure({metric: 'turns', title: 'Turns', value: session.turns})}
        ${figure({metric: 'requests', value: session.requests, note: elsewhere})}
        ${figure({metric: 'tool_calls', value: session.toolCalls, note: successRate === null ? null : `${ratio(successRate)} succeeded`})}
        ${figure({metric: 'net_lines', title: 'Code Changes', value: netLines(session), text: changed(session), note: acceptanceRate === null ? null : `${ratio(acceptanceRate)} accepted`})}`;
}

/** Unknown where the engine records no edits. */
function netLines({linesAdded, linesRemoved}: SessionRow): number | null {
    return linesAdded === null || linesRemoved === null ? null : linesAdded - linesRemoved;
}

function changed({linesAdded, linesRemoved}: SessionRow): string {
    return linesAdded === null && linesRemoved === null ? UNKNOWN : `+${count(linesAdded)} -${count(linesRemoved)}`;
}

function shares(apiMs: number | null, toolMs: number | null): string | null {
    return apiMs === null && toolMs === null ? null : [`API ${shortDuration(apiMs)}`, `tools ${shortDuration(toolMs)}`].map(part => part.replaceAll(' ', '\u00A0')).join(' · ');
}

function standsOut({approvals, cacheInsight, facts: all, filesChanged, git}: SessionPayload): TemplateResult {
    const found: [string, string | null][] = [
        ['Longest tool call', all.longestTool === null ? null : `${all.longestTool}, ${duration(all.longestToolMs)}`],
        ['Slowest turn', all.slowestTurn === null ? null : `${all.slowestTurn}, ${duration(all.slowestTurnMs)}`],
        ['Dearest turn', all.dearestTurn === null ? null : `${all.dearestTurn}, ${fineMoney(all.dearestTurnCost)}`],
        ['Context peak', all.contextPeakTokens === null ? null : `${compact(all.contextPeakTokens)} tokens${all.contextPeak === null ? '' : `, ${ratio(all.contextPeak)} of the window`}`],
        ['Cache', cacheInsight],
        ['Approvals', approvals.asked === null && approvals.allowed === null && approvals.denied === null ? null
            : `${count(approvals.asked)} asked, ${count(approvals.allowed)} allowed, ${count(approvals.denied)} denied`],
        ['Files changed', count(filesChanged)],
        ['In the repository', git.hint ?? `+${count(git.linesAdded)} -${count(git.linesRemoved)} in ${count(git.filesChanged)} files`],
        ['Checked out now', git.branch],
    ];
    return html`<dl class="facts">${found.map(([name, value]) => value === null ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

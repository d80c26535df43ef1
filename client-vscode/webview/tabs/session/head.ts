/** What a session is: its title, where it ran, its figures and what stands out. */

import {html, nothing, type TemplateResult} from 'lit';
import type {App} from '../../app';
import type {SessionPayload, SessionRow} from '../../../src/payloads';
import {t} from '../../../common/words';
import {figure} from '../../cards/figure';
import {compact, count, counted, duration, fineMoney, localTime, ratio, shortDuration, UNKNOWN} from '../../lib/format';
import {openIcon} from '../../lib/icons';
import {tip} from '../../lib/tip';
import {engineName} from '../../tables/sessionColumns';
import {STATUSES} from '../../lib/kinds';

export function sessionHead(app: App, payload: SessionPayload): TemplateResult {
    const {nativeId, session, sourcePath} = payload;
    return html`
        <section class="panel" aria-label=${t('Session')}>
            <div class="panel-head">
                <h2 class="session-title">${session.title}</h2>
                <span class="badge is-${session.status}">${STATUSES[session.status]}</span>
                <span class="grow"></span>
                ${session.tags.map(tag => html`<span class="badge tag">${tag}</span>`)}
                ${app.host.kind === 'file' ? nothing : recordActs(app, payload)}
                ${sourcePath === null || app.host.kind === 'file' ? nothing : html`
                    <button ${tip([sourcePath])} @click=${() => app.openFile(sourcePath, null)}>${openIcon} ${t('Open Source')}</button>`}
                ${app.host.kind === 'file' ? nothing : html`
                    <button @click=${() => app.go({tab: 'compare', session: null, compareA: session.id, compareB: null})}>${t('Compare With…')}</button>`}
                <button ${tip([nativeId])} @click=${() => app.host.send({kind: 'copy', text: nativeId})}>${t('Copy Id')}</button>
            </div>
            <dl class="facts">${facts(app, payload)}</dl>
            <div class="figures wide">${figures(payload)}</div>
            ${standsOut(payload)}
        </section>`;
}

/** What a user may change; the editor asks for the words. */
function recordActs(app: App, {resume, session: {archived, id, pinned}}: SessionPayload): TemplateResult {
    return html`
        <button data-act="edit" @click=${() => app.act('edit', [id])}>${t('Edit…')}</button>
        <button data-act="pin" @click=${() => app.act(pinned ? 'unpin' : 'pin', [id])}>${pinned ? t('Unpin') : t('Pin')}</button>
        <button data-act="archive" @click=${() => app.act(archived ? 'unarchive' : 'archive', [id])}>${archived ? t('Unarchive') : t('Archive')}</button>
        ${resume.length === 0 ? nothing : html`<button data-act="copyResume" @click=${() => app.act('copyResume', [id])}>${t('Copy Resume Command')}</button>`}`;
}

function facts(app: App, {modelChanges, provider, session, version}: SessionPayload): unknown {
    const rows: [string, unknown][] = [
        [t('Engine'), html`${engineName(session.engine, app.overview?.engines ?? [])}${version === null ? nothing : html` <span class="faint">${version}</span>`}`],
        [t('Agent'), session.agent],
        [t('Model'), session.model === null || modelChanges === 0 ? session.model : t('{0}, changed {1}', session.model, counted(modelChanges, 'time'))],
        [t('Provider'), provider],
        [t('Project'), html`<span ${tip([session.projectPath])}>${session.project}</span>`],
        [t('Branch'), session.branch],
        [t('Created'), localTime(session.createdAt, app.timeZone)],
        [t('Last activity'), localTime(session.updatedAt, app.timeZone)],
    ];
    return rows.map(([name, value]) => value === null ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
}

function figures({acceptanceRate, apiMs, parts, session, successRate, toolMs, transcriptRequests}: SessionPayload): unknown {
    const elsewhere = transcriptRequests > session.requests
        ? t('{0} more belong to another session', count(transcriptRequests - session.requests)) : null;
    return html`
        ${figure({metric: 'cost', value: parts.cost, label: parts.costLabel, colour: 'yellow', note: parts.unpricedRequests > 0 ? t('+{0} unpriced', count(parts.unpricedRequests)) : null})}
        ${figure({metric: 'total_tokens', value: session.tokens, colour: 'blue'})}
        ${figure({metric: 'avg_duration', title: t('Wall Time'), unit: 'ms', value: session.durationMs})}
        ${figure({metric: 'active_time', value: session.activeMs, note: shares(apiMs, toolMs)})}
        ${figure({metric: 'messages', value: session.messages})}
        ${figure({metric: 'turns', title: t('Turns'), value: session.turns})}
        ${figure({metric: 'requests', value: session.requests, note: elsewhere})}
        ${figure({metric: 'tool_calls', value: session.toolCalls, note: successRate === null ? null : t('{0} succeeded', ratio(successRate))})}
        ${figure({metric: 'net_lines', title: t('Code Changes'), value: netLines(session), text: changed(session), note: acceptanceRate === null ? null : t('{0} accepted', ratio(acceptanceRate))})}`;
}

/** Unknown where the engine records no edits. */
function netLines({linesAdded, linesRemoved}: SessionRow): number | null {
    return linesAdded === null || linesRemoved === null ? null : linesAdded - linesRemoved;
}

function changed({linesAdded, linesRemoved}: SessionRow): string {
    return linesAdded === null && linesRemoved === null ? UNKNOWN : `+${count(linesAdded)} -${count(linesRemoved)}`;
}

function shares(apiMs: number | null, toolMs: number | null): string | null {
    return apiMs === null && toolMs === null ? null : [t('API {0}', shortDuration(apiMs)), t('tools {0}', shortDuration(toolMs))].map(part => part.replaceAll(' ', '\u00A0')).join(' · ');
}

function peakText(tokens: number, share: number | null): string {
    const sum = t('{0} tokens', compact(tokens));
    return share === null ? sum : t('{0}, {1} of the window', sum, ratio(share));
}

function standsOut({approvals, cacheInsight, facts: all, filesChanged, git}: SessionPayload): TemplateResult {
    const found: [string, string | null][] = [
        [t('Longest tool call'), all.longestTool === null ? null : `${all.longestTool}, ${duration(all.longestToolMs)}`],
        [t('Slowest turn'), all.slowestTurn === null ? null : `${all.slowestTurn}, ${duration(all.slowestTurnMs)}`],
        [t('Dearest turn'), all.dearestTurn === null ? null : `${all.dearestTurn}, ${fineMoney(all.dearestTurnCost)}`],
        [t('Context peak'), all.contextPeakTokens === null ? null : peakText(all.contextPeakTokens, all.contextPeak)],
        [t('Cache'), cacheInsight],
        [t('Approvals'), approvals.asked === null && approvals.allowed === null && approvals.denied === null ? null
            : t('{0} asked, {1} allowed, {2} denied', count(approvals.asked), count(approvals.allowed), count(approvals.denied))],
        [t('Files changed'), count(filesChanged)],
        [t('In the repository'), git.hint ?? t('+{0} -{1} in {2}', count(git.linesAdded), count(git.linesRemoved), git.filesChanged === null ? t('{0} files', UNKNOWN) : counted(git.filesChanged, 'file'))],
        [t('Checked out now'), git.branch],
    ];
    return html`<dl class="facts">${found.map(([name, value]) => value === null ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** What limits the numbers below: no server, an index in the making, an untrusted workspace, old figures. */

import {html, nothing, type TemplateResult} from 'lit';
import {budgetLine} from '../../src/budgetText';
import type {App} from '../app';
import {count, localTime} from '../lib/format';
import {warningIcon} from '../lib/icons';

export function banners(app: App): TemplateResult {
    return html`<div class="banners" aria-live="polite">
        ${serverDown(app)} ${indexing(app)} ${untrusted(app)} ${budgets(app)} ${asOf(app)}
        ${app.trouble === null ? nothing : html`<div class="notice bad">${warningIcon}<p>${app.trouble}</p></div>`}
    </div>`;
}

function serverDown(app: App): TemplateResult | typeof nothing {
    const {server} = app;
    if (server?.state !== 'stopped') return nothing;
    return html`
        <div class="notice bad" data-banner="server">
            ${warningIcon}
            <p><strong>The Sightline server is not running.</strong> ${server.reason ?? ''} These are the last known numbers.</p>
            <button @click=${() => app.command('restartServer')}>Restart</button>
        </div>`;
}

function indexing({indexing, overview}: App): TemplateResult | typeof nothing {
    const partial = indexing ?? overview?.partial ?? null;
    if (partial === null || partial.done >= partial.total) return nothing;
    const from = overview?.partial?.completeFrom ?? null;
    return html`
        <div class="notice" data-banner="indexing">
            <span class="spinner"></span>
            <p>Indexing ${count(partial.done)} of ${count(partial.total)} files, newest first.
                ${from === null ? nothing : `Complete from ${from}.`}</p>
            <progress max=${partial.total} value=${partial.done} aria-label="Files indexed"></progress>
        </div>`;
}

function untrusted(app: App): TemplateResult | typeof nothing {
    if (app.workspace.trusted) return nothing;
    return html`
        <div class="notice" data-banner="trust">
            ${warningIcon}
            <p>Restricted Mode: only your home folder is read; nothing in this workspace is read or run.</p>
            <button @click=${() => app.command('manageTrust')}>Manage Trust</button>
        </div>`;
}

/** X1: budgets near or over their limit, or on the way there; the others are in the status bar's tooltip. */
function budgets(app: App): TemplateResult[] {
    const told = (app.overview?.budgets ?? []).filter(({state, crossesOn}) => state === 'warning' || state === 'over' || crossesOn !== null);
    return told.map(budget => html`
        <div class="notice ${budget.state === 'over' ? 'bad' : ''}" data-banner="budget">
            ${budget.state === 'ok' ? nothing : warningIcon}
            <p>${budgetLine(budget)}</p>
            <progress max="1" value=${Math.min(1, budget.share ?? 0)} aria-label="Share of the budget that is spent"></progress>
        </div>`);
}

function asOf(app: App): TemplateResult | typeof nothing {
    if (app.snapshot === null || app.asks.slot('overview').payload !== null) return nothing;
    const waits = app.server?.state === 'stopped' ? '' : ', refreshing…';
    return html`<p class="as-of">As of ${localTime(app.snapshot.asOf, app.timeZone)}${waits}</p>`;
}

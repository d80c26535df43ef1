/** What limits the numbers below: no server, an index in the making, an untrusted workspace, old figures. */

import {html, nothing, type TemplateResult} from 'lit';
import {budgetLine} from '../../common/budgetText';
import type {App} from '../app';
import {count, localTime} from '../lib/format';
import {warningIcon} from '../lib/icons';
import {t} from '../../common/words';
import {woven} from '../lib/woven';

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
            <p>${woven('{0} {1} These are the last known numbers.', html`<strong>${t('The Sightline server is not running.')}</strong>`, server.reason ?? '')}</p>
            <button @click=${() => app.command('restartServer')}>${t('Restart')}</button>
        </div>`;
}

function indexing(app: App): TemplateResult | typeof nothing {
    const {halted, overview, partial} = app;
    if (partial === null) return nothing;
    const from = overview?.partial?.completeFrom ?? null;
    const complete = from === null ? '' : t('Complete from {0}.', from);
    const [done, total] = [count(partial.done), count(partial.total)];
    if (halted) {
        return html`
            <div class="notice" data-banner="indexing">
                ${warningIcon}
                <p>${t('{0} of {1} files were read before you cancelled.', done, total)} ${complete}</p>
                <button @click=${() => app.halt(false)}>${t('Read the Rest')}</button>
            </div>`;
    }
    return html`
        <div class="notice" data-banner="indexing">
            <span class="spinner"></span>
            <p>${t('Indexing {0} of {1} files, newest first.', done, total)} ${complete}</p>
            <progress max=${partial.total} value=${partial.done} aria-label=${t('Files indexed')}></progress>
            ${app.host.kind === 'file' ? nothing : html`<button @click=${() => app.halt(true)}>${t('Cancel')}</button>`}
        </div>`;
}

function untrusted(app: App): TemplateResult | typeof nothing {
    if (app.workspace.trusted) return nothing;
    return html`
        <div class="notice" data-banner="trust">
            ${warningIcon}
            <p>${t('Restricted Mode: only your home folder is read; nothing in this workspace is read or run.')}</p>
            <button @click=${() => app.command('manageTrust')}>${t('Manage Trust')}</button>
        </div>`;
}

/** X1: budgets near or over their limit, or on the way there; the others are in the status bar's tooltip. */
function budgets(app: App): TemplateResult[] {
    const told = (app.overview?.budgets ?? []).filter(({state, crossesOn}) => state === 'warning' || state === 'over' || crossesOn !== null);
    return told.map(budget => html`
        <div class="notice ${budget.state === 'over' ? 'bad' : ''}" data-banner="budget">
            ${budget.state === 'ok' ? nothing : warningIcon}
            <p>${budgetLine(budget)}</p>
            <progress max="1" value=${Math.min(1, budget.share ?? 0)} aria-label=${t('Share of the budget that is spent')}></progress>
        </div>`);
}

function asOf(app: App): TemplateResult | typeof nothing {
    if (app.snapshot === null || app.asks.slot('overview').payload !== null) return nothing;
    const at = localTime(app.snapshot.asOf, app.timeZone);
    return html`<p class="as-of">${app.server?.state === 'stopped' ? t('As of {0}', at) : t('As of {0}, refreshing…', at)}</p>`;
}

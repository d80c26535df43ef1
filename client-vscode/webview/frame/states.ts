/** What stands in place of numbers: nothing yet, nothing there, something went wrong. */

import {html, nothing, type TemplateResult} from 'lit';
import type {App} from '../app';
import type {Period, ReportName} from '../../src/payloads';
import {t} from '../../common/words';
import {count, counted} from '../lib/format';
import {warningIcon} from '../lib/icons';
import {isFiltered} from '../lib/scope';
import {woven} from '../lib/woven';

/** A place for something on its way; a spinner once it takes long. */
export function waiting(slow: boolean): TemplateResult {
    return html`<div class="waiting" role="status">${slow ? html`<span class="spinner"></span> ${t('Loading…')}` : nothing}</div>`;
}

export function failed(app: App, report: ReportName, message: string): TemplateResult {
    return html`
        <div class="notice bad" role="alert">
            ${warningIcon}
            <p>${message}</p>
            ${app.host.kind === 'file' ? nothing : html`
                <button @click=${() => app.retry(report)}>${t('Retry')}</button>
                <button @click=${() => app.command('showLog')}>${t('Show Log')}</button>`}
        </div>`;
}

/** There is no session at all on this machine, or none was read so far. */
export function noSessions(app: App): TemplateResult {
    if (app.partial !== null) return html`<div class="empty"><h2>${t('No session has been read yet.')}</h2></div>`;
    return html`
        <div class="empty">
            <h2>${t('No sessions found.')}</h2>
            <p>${t('Sightline reads the session files that coding agents keep in your home folder. As soon as an agent has run here, its sessions appear by themselves.')}</p>
            ${app.host.kind === 'file' ? nothing : html`
                <div class="actions">
                    <button class="primary" @click=${() => app.command('openSampleData')}>${t('Open Sample Data')}</button>
                    <button @click=${() => app.command('addFolder')}>${t('Add a Folder…')}</button>
                </div>`}
            ${searched(app)}
        </div>`;
}

/** Where was looked: folders that are there first. */
function searched(app: App): TemplateResult | typeof nothing {
    const folders = app.asks.slot('problems').payload?.searched ?? [];
    if (folders.length === 0) return nothing;
    const there = folders.filter(({exists}) => exists);
    return html`
        <details class="searched">
            <summary>${t('{0} searched, {1} of them there', counted(folders.length, 'folder'), count(there.length))}</summary>
            <ul>${[...there, ...folders.filter(({exists}) => !exists)].map(({exists, path, title}) => html`
                <li class=${exists ? '' : 'faint'}><span>${title}</span><code class="path">${path}</code></li>`)}</ul>
        </details>`;
}

/** There are sessions, but none in this scope. */
export function noneHere(app: App, period: Period): TemplateResult {
    const file = app.host.kind === 'file';
    if (isFiltered(app.place) || app.place.days !== null) {
        return html`
            <div class="empty">
                <h2>${t('No sessions match.')}</h2>
                <div class="actions"><button class="primary" @click=${() => app.clearFilters()}>${t('Clear all filters')}</button></div>
            </div>`;
    }
    return html`
        <div class="empty">
            <h2>${t('No sessions in this range.')}</h2>
            ${period.newest === null ? nothing : html`<p>${woven('The newest day with one is {0}.', html`<strong>${period.newest}</strong>`)}</p>`}
            <div class="actions">
                ${period.newest === null || file ? nothing : html`<button class="primary" @click=${() => showDay(app, period.newest)}>${t('Show {0}', period.newest)}</button>`}
                <button @click=${() => app.go({range: {preset: 'all'}})}>${t('Show all time')}</button>
            </div>
        </div>`;
}

function showDay(app: App, day: string | null): void {
    if (day !== null) app.go({range: {from: day, to: day}});
}

/** Everything that could not be read: where, and why. */

import {html, nothing, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import type {App} from '../app';
import type {ProblemRow} from '../../src/payloads';
import {t} from '../../common/words';
import {count, counted} from '../lib/format';
import {closeIcon} from '../lib/icons';
import {failed, waiting} from './states';
import {PROBLEMS} from '../lib/kinds';

export function problemsPanel(app: App): TemplateResult {
    const {error, payload, slow} = app.asks.slot('problems');
    return html`
        <section id="problems" class="panel" aria-label=${t('Problems')}>
            <div class="panel-head">
                <h2>${payload === null ? t('Problems') : counted(payload.total, 'problem')}</h2>
                <span class="grow"></span>
                <button class="quiet" aria-label=${t('Close problems')} @click=${() => app.go({problems: false})}>${closeIcon}</button>
            </div>
            ${error !== null ? failed(app, 'problems', error) : payload === null ? waiting(slow) : html`
                ${payload.rows.length === 0 ? html`<p class="faint">${t('Every line of every source could be read.')}</p>` : problemList(app, payload.rows)}
                ${payload.nextCursor === null ? nothing : html`<button @click=${() => app.more('problems')}>${t('Show more')}</button>`}`}
        </section>`;
}

/** Problems with their places; the rest of each file counts. */
export function problemList(app: App, rows: readonly ProblemRow[]): TemplateResult {
    return html`
        <ul class="problems">
            ${repeat(rows, row => `${row.path}:${row.line ?? ''}:${row.reason}`, row => html`
                <li>
                    <span class="badge ${row.kind === 'anomaly' ? '' : 'warn'}">${PROBLEMS[row.kind]}</span>
                    <span>${row.reason}${row.count > 1 ? html` <span class="faint">× ${count(row.count)}</span>` : nothing}</span>
                    ${place(app, row)}
                </li>`)}
        </ul>`;
}

function place(app: App, {path, line}: ProblemRow): TemplateResult {
    const text = line === null ? path : `${path}:${line}`;
    if (app.host.kind === 'file') return html`<code class="path">${text}</code>`;
    return html`<button class="link path" @click=${() => app.openFile(path, line)}>${text}</button>`;
}

/** What can be done to the chosen sessions; without any, nothing stands here. */

import {html, nothing, type TemplateResult} from 'lit';
import {version} from '../../package.json';
import type {App} from '../app';
import type {SessionsPayload} from '../../src/payloads';
import type {SessionAct} from '../../src/protocol';
import {t} from '../../common/words';
import {counted} from '../lib/format';
import {csvMessage, jsonMessage, sessionsExport} from '../lib/exports';

const ACTS: readonly [SessionAct, string][] = [
    ['tag', t('Tag…')], ['pin', t('Pin')], ['unpin', t('Unpin')], ['archive', t('Archive')], ['unarchive', t('Unarchive')], ['delete', t('Delete…')],
];

/** A bar over the list: an edit needs the editor around the page, an export does not. */
export function sessionActs(app: App, payload: SessionsPayload): TemplateResult | typeof nothing {
    const chosen = payload.rows.filter(({id}) => app.selected.has(id));
    const ids = chosen.map(({id}) => id);
    const [a, b] = ids;
    if (a === undefined) return nothing;
    const exported = sessionsExport(payload.period, chosen, {...app.asks.slot('sessions').params, ids});
    const [table] = exported.tables;
    return html`
        <div class="panel-head acts" role="toolbar" aria-label=${t('Chosen sessions')}>
            <strong aria-live="polite">${t('{0} chosen', counted(ids.length, 'session'))}</strong>
            <span class="grow"></span>
            ${app.host.kind === 'file' ? nothing : html`
                <button ?disabled=${ids.length !== 2} @click=${() => app.go({tab: 'compare', session: null, compareA: a, compareB: b ?? null})}>${t('Compare')}</button>
                ${ACTS.map(([act, title]) => html`<button data-act=${act} @click=${() => app.act(act, ids)}>${title}</button>`)}`}
            ${app.host.kind === 'file' || !app.workspace.trusted || ids.length > 100 ? nothing : html`
                <button @click=${() => app.review('run', ids)}>${t('Review')}</button>`}
            <button @click=${() => app.host.send(jsonMessage(exported, version, new Date()))}>${t('Export JSON')}</button>
            ${table === undefined ? nothing : html`<button @click=${() => app.host.send(csvMessage(exported, table))}>${t('Export CSV')}</button>`}
            <button @click=${() => app.select(new Set())}>${t('Choose None')}</button>
        </div>`;
}

/** DC1: which two sessions, and swapping them. */

import {html, nothing, type TemplateResult} from 'lit';
import type {App} from '../../app';
import type {SessionRow} from '../../../src/payloads';
import {t} from '../../../common/words';
import {counted, localTime, money, signed} from '../../lib/format';

type Side = 'compareA' | 'compareB';

export function pickers(app: App): TemplateResult {
    const {compareA, compareB} = app.place;
    const {error, payload} = app.asks.slot('sessions', 'choices');
    const rows = payload?.rows ?? [];
    return html`
        <section class="panel" aria-label=${t('Sessions to compare')}>
            <div class="pickers">
                ${picker(app, 'compareA', t('Session A'), rows)}
                <button ?disabled=${compareA === null && compareB === null} @click=${() => app.go({compareA: compareB, compareB: compareA})}>${t('Swap')}</button>
                ${picker(app, 'compareB', t('Session B'), rows)}
            </div>
            ${error === null ? nothing : html`<p class="bad">${error}</p>`}
            ${payload === null || payload.total <= rows.length ? nothing : html`
                <p class="foot">${t('The newest {0} of {1} of this scope. Any other: open it, then Compare With….', rows.length, counted(payload.total, 'session'))}</p>`}
        </section>`;
}

function picker(app: App, side: Side, name: string, rows: readonly SessionRow[]): TemplateResult {
    const chosen = app.place[side];
    return html`
        <label>${name}
            <select name=${side} @change=${({target}: Event) => app.go({[side]: (target as HTMLSelectElement).value || null})}>
                <option value="" ?selected=${chosen === null}>${t('Choose…')}</option>
                ${chosen === null || rows.some(({id}) => id === chosen) ? nothing : html`<option value=${chosen} selected>${titleOf(app, chosen)}</option>`}
                ${rows.map(row => html`<option value=${row.id} ?selected=${row.id === chosen}>${words(app, row)}</option>`)}
            </select>
        </label>`;
}

/** A chosen session that is not among the newest. */
function titleOf(app: App, id: string): string {
    const {payload} = app.asks.slot('compare');
    const known = [payload?.a, payload?.b, app.asks.slot('session').payload].find(one => one?.session.id === id);
    return known == null ? id : known.session.title;
}

function words(app: App, {cost, costLabel, engine, title, updatedAt}: SessionRow): string {
    const known = app.overview?.engines.find(one => one.engine === engine);
    return `${title} · ${known?.title ?? engine} · ${localTime(updatedAt, app.timeZone)} · ${signed(money(cost), costLabel)}`;
}

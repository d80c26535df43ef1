/** Sessions in whose messages the words of the query occur, as they are found. */

import {html, nothing, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import type {App} from '../app';
import type {ContentHit} from '../../src/payloads';
import {t} from '../../common/words';
import {panel} from '../cards/panel';
import {counted} from '../lib/format';
import {indexOf} from '../lib/query';
import {tip} from '../lib/tip';

export function contentHits(app: App): TemplateResult | typeof nothing {
    if (app.place.query === '') return nothing;
    const {error, payload, seq} = app.asks.slot('searchContent');
    if (error !== null) return panel(t('In messages'), html`<p role="alert">${error}</p>`);
    if (payload === null || (payload.total === 0 && payload.hint === null)) return nothing;
    const {hint, hits, searched, total, truncated, unreadable} = payload;
    const found = counted(hits.length, 'session');
    const state = hint ?? (seq === 0
        ? truncated ? t('{0}, and there may be more', found) : found
        : t('{0} so far, {1} of {2} searched', found, searched, total));
    const said = unreadable === 0 ? state : t('{0}; {1} kept in databases cannot be searched', state, counted(unreadable, 'session'));
    return panel(t('In messages'), html`
        <p class="faint" role="status" aria-busy=${seq !== 0}>${said}</p>
        <ul class="hits">${repeat(hits, ({id}) => id, hit => row(app, hit))}</ul>`);
}

function row(app: App, hit: ContentHit): TemplateResult {
    const place = hit.line === null ? hit.path : `${hit.path}:${hit.line}`;
    return html`
        <li>
            <button class="link clip" @click=${() => app.openSession(hit.id)}>${hit.title}</button>
            <span class="faint clip">${hit.engine}${hit.updatedAt === null ? nothing : html` · ${hit.updatedAt.slice(0, 10)}`}</span>
            <button class="quiet excerpt" ${tip([place, t('Open the file there')])} @click=${() => app.openFile(hit.path, hit.line)}>${marked(hit)}</button>
        </li>`;
}

function marked({end, excerpt, start}: ContentHit): TemplateResult {
    const [from, to] = [indexOf(excerpt, start), indexOf(excerpt, end)];
    return html`${excerpt.slice(0, from)}<mark>${excerpt.slice(from, to)}</mark>${excerpt.slice(to)}`;
}

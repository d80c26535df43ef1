/** Sessions in whose messages the words of the query occur, as they are found. */

import {html, nothing, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import type {App} from '../app';
import type {ContentHit} from '../../src/payloads';
import {panel} from '../cards/panel';
import {counted} from '../lib/format';
import {indexOf} from '../lib/query';
import {tip} from '../lib/tip';

export function contentHits(app: App): TemplateResult | typeof nothing {
    if (app.place.query === '') return nothing;
    const {error, payload, seq} = app.asks.slot('searchContent');
    if (error !== null) return panel('In messages', html`<p role="alert">${error}</p>`);
    if (payload === null || (payload.total === 0 && payload.hint === null)) return nothing;
    const {hint, hits, searched, total, truncated, unreadable} = payload;
    const state = hint ?? (seq === 0
        ? `${counted(hits.length, 'session')}${truncated ? ', and there may be more' : ''}`
        : `${counted(hits.length, 'session')} so far, ${searched} of ${total} searched`);
    const unseen = unreadable === 0 ? '' : `; ${counted(unreadable, 'session')} kept in databases cannot be searched`;
    return panel('In messages', html`
        <p class="faint" role="status" aria-busy=${seq !== 0}>${state}${unseen}</p>
        <ul class="hits">${repeat(hits, ({id}) => id, hit => row(app, hit))}</ul>`);
}

function row(app: App, hit: ContentHit): TemplateResult {
    const place = hit.line === null ? hit.path : `${hit.path}:${hit.line}`;
    return html`
        <li>
            <button class="link clip" @click=${() => app.openSession(hit.id)}>${hit.title}</button>
            <span class="faint clip">${hit.engine}${hit.updatedAt === null ? nothing : html` · ${hit.updatedAt.slice(0, 10)}`}</span>
            <button class="quiet excerpt" ${tip([place, 'Open the file there'])} @click=${() => app.openFile(hit.path, hit.line)}>${marked(hit)}</button>
        </li>`;
}

function marked({end, excerpt, start}: ContentHit): TemplateResult {
    const [from, to] = [indexOf(excerpt, start), indexOf(excerpt, end)];
    return html`${excerpt.slice(0, from)}<mark>${excerpt.slice(from, to)}</mark>${excerpt.slice(to)}`;
}

/** All sessions of the scope; the drill-down opens over them. */

import {html, type TemplateResult} from 'lit';
import {keyed} from 'lit/directives/keyed.js';
import type {TabView} from '.';
import {type App, isDimmed} from '../app';
import type {Label, SessionsPayload} from '../../src/payloads';
import {t} from '../../common/words';
import {costCell} from '../cards/table';
import {failed, noneHere, waiting} from '../frame/states';
import {compact, count, counted, signed} from '../lib/format';
import {sessionActs} from '../tables/sessionActs';
import type {Selection} from '../tables/selection';
import '../tables/sessionTable';
import {contentHits} from './contentHits';
import {sessionView} from './session';

export const SESSIONS: TabView = {id: 'sessions', title: t('Sessions'), view};

function view(app: App): TemplateResult {
    if (app.place.session !== null) return sessionView(app, app.place.session);
    const {error, payload, slow} = app.asks.slot('sessions');
    if (error !== null) return failed(app, 'sessions', error);
    if (payload === null) return waiting(slow);
    const dimmed = isDimmed(app, 'sessions');
    if (payload.total === 0) return html`${noneHere(app, payload.period)}${contentHits(app)}`;
    return html`
        <section class="panel flush ${dimmed ? 'dimmed' : ''}" aria-label=${t('Sessions')} aria-busy=${dimmed}>
            ${sessionActs(app, payload)}
            ${keyed(JSON.stringify([app.place.sort, app.place.days, app.place.query]), list(app, payload))}
            ${sums(payload)}
        </section>
        ${contentHits(app)}`;
}

function list(app: App, {rows, total}: SessionsPayload): TemplateResult {
    return html`
        <sightline-sessions .rows=${rows} .total=${total} .sort=${app.place.sort} .timeZone=${app.timeZone}
            .engines=${app.overview?.engines ?? []} .offset=${app.place.scroll['rows'] ?? 0} .returned=${app.returned} .selected=${app.selected}
            @choose=${({detail}: CustomEvent<Selection>) => app.select(detail)}
            @open=${({detail}: CustomEvent<string>) => app.openSession(detail)}
            @more=${() => app.more('sessions')}
            @scrolled=${({detail}: CustomEvent<number>) => app.remember('rows', detail)}
            @sort=${({detail}: CustomEvent<string>) => app.go({sort: detail, scroll: {...app.place.scroll, rows: 0}})}></sightline-sessions>`;
}

/** Of the whole result, not of the rows loaded. */
function sums({sums: all}: SessionsPayload): TemplateResult {
    return html`
        <p class="sums">
            <span><strong>${counted(all.sessions, 'session')}</strong></span>
            <span>${counted(all.messages, 'message')}</span>
            <span>${counted(all.requests, 'request')}</span>
            <span>${t('{0} tokens', signed(compact(all.tokens), all.tokensLabel))}</span>
            <span><span class="is-green">${lines('+', all.linesAdded, all.linesLabel)}</span> <span class="is-red">${lines('-', all.linesRemoved, all.linesLabel)}</span></span>
            <span class="grow"></span>
            <strong>${costCell(all.cost, all.costLabel)}</strong>
        </p>`;
}

function lines(sign: '+' | '-', value: number | null, label: Label): string {
    return value === null ? count(null) : signed(sign + count(value), label);
}

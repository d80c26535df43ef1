/** Scope switch, the multi-choice filters, and a chip for each choice in force. */

import {html, nothing, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import type {App} from '../app';
import type {OverviewPayload} from '../../src/payloads';
import {t} from '../../common/words';
import {css, themeColour} from '../lib/css';
import {spanText} from '../lib/days';
import {folded} from '../lib/folded';
import {money} from '../lib/format';
import {closeIcon, moreIcon} from '../lib/icons';
import {closeMenuOf} from '../lib/menus';
import {shortPath} from '../lib/paths';
import {both, valueOf, withValue} from '../lib/query';
import {insideOf} from '../lib/scope';
import {STATUSES} from '../lib/kinds';

type Dimension = 'engines' | 'models' | 'agents' | 'projects';

interface Choice {
    value: string;
    title: string;
    colour?: string;
    note?: string;
}

const TITLES: Record<Dimension, string> = {engines: t('Engine'), models: t('Model'), agents: t('Agent'), projects: t('Project')};
const DIMENSIONS: readonly Dimension[] = ['engines', 'models', 'agents', 'projects'];

export function scopeSwitch(app: App): TemplateResult | typeof nothing {
    if (app.workspace.folders.length === 0) return nothing;
    const {workspaceOnly} = app.place;
    return html`
        <div class="segments quiet" role="group" aria-label=${t('Scope')}>
            <button aria-pressed=${!workspaceOnly} @click=${() => app.go({workspaceOnly: false})}>${t('All projects')}</button>
            <button aria-pressed=${workspaceOnly} @click=${() => app.go({workspaceOnly: true, projects: []})}>${t('This workspace')}</button>
        </div>`;
}

export function filterMenus(app: App): TemplateResult {
    const {overview} = app;
    return html`${overview === null ? nothing : DIMENSIONS.map(dimension => menu(app, dimension, choicesOf(app, overview, dimension)))}`;
}

function menu(app: App, dimension: Dimension, choices: readonly Choice[]): TemplateResult | typeof nothing {
    const chosen = app.place[dimension];
    if (choices.length < 2 && chosen.length === 0) return nothing;
    return html`
        <details class="menu">
            <summary>${TITLES[dimension]}${chosen.length > 0 ? html` <span class="badge">${chosen.length}</span>` : nothing} ${moreIcon}</summary>
            <fieldset class="pop">
                <legend class="sr">${TITLES[dimension]}</legend>
                ${folded(() => repeat(choices, ({value}) => value, choice => html`
                    <label class="choice">
                        <input type="checkbox" .checked=${chosen.includes(choice.value)} @change=${() => toggle(app, dimension, choice.value)}>
                        ${choice.colour === undefined ? nothing : html`<span class="dot" ${css({'--dot': themeColour(choice.colour)})}></span>`}
                        <span class="clip">${choice.title}</span>
                        ${choice.note === undefined ? nothing : html`<span class="faint">${choice.note}</span>`}
                    </label>`))}
            </fieldset>
        </details>`;
}

/** Filters that are words of the search: a field is begun in the box, a flag is in force at once. */
const BEGUN = ['branch', 'tool', 'tag', 'after', 'before', 'cost', 'quality'] as const;
const FLAGS = ['has:error', 'has:unpriced', 'quality:<70'] as const;
/** Stops of the slider, in USD. */
const COSTS = [0, 0.01, 0.1, 0.5, 1, 2, 5, 10, 25, 50, 100] as const;

export function searchMenu(app: App): TemplateResult {
    return html`
        <details class="menu">
            <summary>${t('Filter')} ${moreIcon}</summary>
            <div class="pop" role="group" aria-label=${t('Filter')}>
                ${status(app)} ${cost(app)}
                ${BEGUN.map(field => html`
                    <button class="choice" @click=${(event: Event) => {
                        closeMenuOf(event);
                        document.querySelector('sightline-search')?.begin(`${field}:`);
                    }}>${field}:…</button>`)}
                ${FLAGS.map(flag => html`
                    <button class="choice" @click=${(event: Event) => {
                        closeMenuOf(event);
                        app.go({query: both(app.place.query, flag)});
                    }}>${flag}</button>`)}
            </div>
        </details>`;
}

function status(app: App): TemplateResult {
    const chosen = valueOf(app.place.query, 'status:');
    return html`
        <label class="choice">${t('Status')}
            <select name="status" @change=${({target}: Event) => narrow(app, 'status:', (target as HTMLSelectElement).value || null)}>
                <option value="" ?selected=${chosen === null}>${t('any but archived')}</option>
                ${Object.entries(STATUSES).map(([one, title]) => html`<option value=${one} ?selected=${chosen === one}>${title}</option>`)}
            </select>
        </label>`;
}

function cost(app: App): TemplateResult {
    const least = Number(valueOf(app.place.query, 'cost:>='));
    const at = Math.max(0, COSTS.findLastIndex(stop => stop <= least));
    return html`
        <label class="choice">${t('Cost')}
            <input type="range" name="cost" min="0" max=${COSTS.length - 1} .value=${String(at)} aria-valuetext=${t('at least {0}', money(COSTS[at] ?? 0))}
                @change=${({target}: Event) => {
                    const stop = COSTS[Number((target as HTMLInputElement).value)] ?? 0;
                    narrow(app, 'cost:>=', stop === 0 ? null : String(stop));
                }}>
            <span>${at === 0 ? t('any') : `≥ ${money(COSTS[at] ?? 0)}`}</span>
        </label>`;
}

function narrow(app: App, begin: string, value: string | null): void {
    app.go({query: withValue(app.place.query, begin, value), scroll: {...app.place.scroll, rows: 0}});
}

function choicesOf(app: App, overview: OverviewPayload, dimension: Dimension): Choice[] {
    const {place, workspace} = app;
    switch (dimension) {
        case 'engines': return overview.engines.map(({engine, title, colour, sessions}) => ({value: engine, title, colour, note: String(sessions)}));
        case 'models': return overview.models.map(model => ({value: model, title: model}));
        case 'agents': return overview.agents.map(agent => ({value: agent, title: agent}));
        case 'projects': {
            const paths = place.workspaceOnly ? insideOf(workspace.folders, overview.projects) : overview.projects;
            return paths.map(path => ({value: path, title: shortPath(path, overview.projects)}));
        }
    }
}

function toggle(app: App, dimension: Dimension, value: string): void {
    const chosen = app.place[dimension];
    app.go({[dimension]: chosen.includes(value) ? chosen.filter(one => one !== value) : [...chosen, value].sort()});
}

export function chips(app: App): TemplateResult | typeof nothing {
    const {overview, place} = app;
    const named = (dimension: Dimension, value: string): string =>
        (overview === null ? [] : choicesOf(app, overview, dimension)).find(choice => choice.value === value)?.title ?? value;
    const each = DIMENSIONS.flatMap(dimension => place[dimension].map(value =>
        chip(`${TITLES[dimension]}: ${named(dimension, value)}`, () => toggle(app, dimension, value))));
    if (place.query !== '') each.push(chip(t('Search: {0}', place.query), () => app.go({query: ''})));
    if (place.tab === 'sessions' && place.days !== null) {
        each.push(chip(t('Day: {0}', spanText(place.days)), () => app.go({days: null})));
    }
    if (each.length === 0) return nothing;
    return html`
        <div class="chips" role="group" aria-label=${t('Active filters')}>
            ${each}
            ${each.length > 1 ? html`<button class="link" @click=${() => app.clearFilters()}>${t('Clear all')}</button>` : nothing}
        </div>`;
}

function chip(title: string, remove: () => void): TemplateResult {
    return html`<button class="chip" aria-label=${t('Remove filter {0}', title)} @click=${remove}><span class="clip">${title}</span>${closeIcon}</button>`;
}

/** Today, 7d, 30d, 90d, Custom, All; a custom range is checked before anything is asked. */

import {html, nothing, type TemplateResult} from 'lit';
import {live} from 'lit/directives/live.js';
import type {App} from '../app';
import {spanText, today} from '../lib/days';
import {checkedDays, type Checked, PRESETS, type RangeChoice} from '../lib/range';
import {t} from '../../common/words';

/** The custom range as typed, while its form is open. */
interface Draft {
    from: string;
    to: string;
    checked: Checked | null;
}

let draft: Draft | null = null;

export function rangePicker(app: App): TemplateResult {
    const {range} = app.place;
    const presets = PRESETS.map(({preset, title}) => html`
        ${preset === 'all' && app.host.kind === 'editor' ? customButton(app) : nothing}
        <button aria-pressed=${'preset' in range && range.preset === preset} @click=${() => choose(app, {preset})}>${title}</button>`);
    return html`
        <div class="range">
            <div class="segments" role="group" aria-label=${t('Range')}>${presets}</div>
            ${draft === null ? nothing : customForm(app, draft)}
        </div>`;
}

function customButton(app: App): TemplateResult {
    const {range} = app.place;
    const custom = !('preset' in range);
    return html`
        <button aria-pressed=${custom} aria-expanded=${draft !== null} aria-controls="custom-range" @click=${() => toggle(app)}>
            ${custom ? spanText(range) : t('Custom')}
        </button>`;
}

function customForm(app: App, {from, to, checked}: Draft): TemplateResult {
    const wrong = checked !== null && 'field' in checked ? checked : null;
    return html`
        <form id="custom-range" class="pop" novalidate @submit=${(event: Event) => apply(app, event)} @keydown=${(event: KeyboardEvent) => leave(app, event)}>
            ${field('from', t('From'), from)} ${field('to', t('To, included'), to)}
            <button class="primary">${t('Apply')}</button>
            <p id="range-error" role="alert" ?hidden=${wrong === null}>${wrong?.message ?? ''}</p>
        </form>`;

    function field(name: 'from' | 'to', title: string, value: string): TemplateResult {
        return html`
            <label>${title}
                <input type="date" name=${name} .value=${live(value)} aria-invalid=${wrong?.field === name}
                    aria-describedby="range-error" @input=${({target}: Event) => edit(name, (target as HTMLInputElement).value)}>
            </label>`;
    }
}

function toggle(app: App): void {
    const {period} = app.overview ?? {};
    draft = draft === null ? {from: period?.from ?? '', to: period?.to ?? '', checked: null} : null;
    app.draw();
}

function edit(name: 'from' | 'to', value: string): void {
    if (draft !== null) draft[name] = value;
}

function apply(app: App, event: Event): void {
    event.preventDefault();
    if (draft === null) return;
    draft.checked = checkedDays(draft.from, draft.to, today(Date.now(), app.timeZone));
    if ('range' in draft.checked) choose(app, draft.checked.range);
    else app.draw();
}

function leave(app: App, {key}: KeyboardEvent): void {
    if (key !== 'Escape') return;
    draft = null;
    app.draw();
    document.querySelector<HTMLElement>('[aria-controls="custom-range"]')?.focus();
}

function choose(app: App, range: RangeChoice): void {
    draft = null;
    app.go({range, days: null});
}

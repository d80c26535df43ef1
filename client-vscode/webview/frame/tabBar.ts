/** The tabs; arrow keys go from one to the next. */

import {html, type TemplateResult} from 'lit';
import type {App} from '../app';
import {tabsOf} from '../tabs';
import {t} from '../../common/words';

export function tabBar(app: App): TemplateResult {
    return html`
        <div class="tabs" role="tablist" aria-label=${t('Views')} @keydown=${(event: KeyboardEvent) => step(app, event)}>
            ${tabsOf(app.host).map(({id, title}) => html`
                <button role="tab" id=${`tab-${id}`} aria-controls="tab-panel" aria-selected=${app.place.tab === id}
                    tabindex=${app.place.tab === id ? 0 : -1} @click=${() => app.go({tab: id, session: null})}>${title}</button>`)}
        </div>`;
}

let revealed: App['place']['tab'] | null = null;

/** In a narrow panel the tabs go on beyond its edge: the chosen one is brought into view. To be called after each drawing. */
export function revealTab({place}: App): void {
    if (place.tab === revealed) return;
    const tab = document.getElementById(`tab-${place.tab}`);
    const bar = tab?.parentElement;
    if (tab === null || bar == null) return;
    revealed = place.tab;
    const [inner, outer] = [tab.getBoundingClientRect(), bar.getBoundingClientRect()];
    if (inner.left < outer.left || inner.right > outer.right) bar.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
}

function step(app: App, {key}: KeyboardEvent): void {
    const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const tabs = tabsOf(app.host);
    const at = tabs.findIndex(({id}) => id === app.place.tab);
    const next = tabs[(at + by + tabs.length) % tabs.length];
    if (by === 0 || next === undefined) return;
    app.go({tab: next.id, session: null});
    document.getElementById(`tab-${next.id}`)?.focus();
}

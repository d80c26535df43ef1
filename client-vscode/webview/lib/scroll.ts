/** Each view keeps how far it is scrolled, and is shown again at that place. */

import type {App} from '../app';
import {pageState} from './pageState';

const SETTLE_MS = 150;

/** To be called after each drawing. */
export function keepScroll(app: App): () => void {
    let shown = '';
    /** Where a view that was just opened was left, until it is long enough to be there. */
    let wanted: number | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    addEventListener('scroll', () => {
        clearTimeout(timer);
        const view = viewOf(app);
        if (view === shown && wanted === null) timer = setTimeout(() => app.remember(view, scrollY), SETTLE_MS);
    }, {passive: true});
    for (const type of ['wheel', 'pointerdown', 'keydown']) addEventListener(type, () => wanted = null, {passive: true});
    return () => {
        const view = viewOf(app);
        if (pageState(app) === 'loading') return;
        if (view !== shown) {
            shown = view;
            clearTimeout(timer);
            wanted = app.place.scroll[view] ?? 0;
        }
        if (wanted === null) return;
        scrollTo({top: wanted});
        if (scrollY >= wanted || document.querySelector('.waiting') === null) wanted = null;
    };
}

function viewOf({place}: App): string {
    return place.session === null ? place.tab : 'session';
}

/** Each view keeps how far it is scrolled, and is shown again at that place. */

import type {App} from '../app';
import {pageState} from './pageState';

const SETTLE_MS = 150;

/** To be called after each drawing. */
export function keepScroll(app: App): () => void {
    let shown = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    addEventListener('scroll', () => {
        clearTimeout(timer);
        const view = viewOf(app);
        if (view === shown) timer = setTimeout(() => app.remember(view, scrollY), SETTLE_MS);
    }, {passive: true});
    return () => {
        const view = viewOf(app);
        if (view === shown || pageState(app) === 'loading') return;
        shown = view;
        clearTimeout(timer);
        scrollTo({top: app.place.scroll[view] ?? 0});
    };
}

function viewOf({place}: App): string {
    return place.session === null ? place.tab : 'session';
}

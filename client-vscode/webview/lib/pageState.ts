/** What the page as a whole is in: for tests, and for whoever waits for it. */

import type {App} from '../app';

export type PageState = 'loading' | 'ready' | 'empty' | 'error';

export function pageState({main, overview}: App): PageState {
    if (main.error !== null) return 'error';
    if (main.payload === null || main.stale) return 'loading';
    if (main.report === 'overview' && overview?.analytics.totalSessions === 0) return 'empty';
    return main.report === 'sessions' && 'total' in main.payload && main.payload.total === 0 ? 'empty' : 'ready';
}

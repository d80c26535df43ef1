/** What the numbers of the page rest on: said at the foot of each number's tip. */

import type {App} from '../app';
import {count, counted} from './format';
import {t} from '../../common/words';

let lines: readonly string[] = [];

/** To be called before each drawing. */
export function restOn(app: Pick<App, 'asks' | 'indexing' | 'overview' | 'place'>): void {
    lines = app.place.session === null ? ofScope(app) : ofSession(app);
}

/** Sources, what is still to be read, and what could not be. */
export function provenance(): readonly string[] {
    return lines;
}

function ofScope({indexing, overview, place}: Pick<App, 'indexing' | 'overview' | 'place'>): string[] {
    if (overview === null) return [];
    const chosen = overview.engines.filter(({engine}) => place.engines.length === 0 || place.engines.includes(engine));
    const {problems, sources} = overview.health;
    const partial = indexing ?? overview.partial;
    return [
        t('Sources: {0}; sessions of {1}.', counted(sources, 'file'), chosen.map(({title}) => title).join(', ') || t('no engine')),
        partial === null || partial.done >= partial.total ? '' : t('Still being indexed: {0} of {1} files are read.', count(partial.done), count(partial.total)),
        problems === 0 ? '' : t('{0} in files that could not be read whole.', counted(problems, 'problem')),
    ].filter(line => line !== '');
}

function ofSession({asks}: Pick<App, 'asks'>): string[] {
    const session = asks.slot('session').payload;
    if (session === null) return [];
    return [
        session.sourcePath === null ? t('Source: what its engine recorded.') : t('Source: {0}', session.sourcePath),
        session.problems.length === 0 ? '' : t('{0} in its files.', counted(session.problems.length, 'problem')),
    ].filter(line => line !== '');
}

/** What the numbers of the page rest on: said at the foot of each number's tip. */

import type {App} from '../app';
import {count, counted} from './format';

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
        `Sources: ${counted(sources, 'file')}; sessions of ${chosen.map(({title}) => title).join(', ') || 'no engine'}.`,
        partial === null || partial.done >= partial.total ? '' : `Still being indexed: ${count(partial.done)} of ${count(partial.total)} files are read.`,
        problems === 0 ? '' : `${counted(problems, 'problem')} in files that could not be read whole.`,
    ].filter(line => line !== '');
}

function ofSession({asks}: Pick<App, 'asks'>): string[] {
    const session = asks.slot('session').payload;
    if (session === null) return [];
    return [
        session.sourcePath === null ? 'Source: what its engine recorded.' : `Source: ${session.sourcePath}`,
        session.problems.length === 0 ? '' : `${counted(session.problems.length, 'problem')} in its files.`,
    ].filter(line => line !== '');
}

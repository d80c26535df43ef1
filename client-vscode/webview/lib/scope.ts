/** What the reports of the page are asked with, from where the user is. */

import type {Scope, SessionsParams} from '../../src/payloads';
import type {Place} from './place';
import {rangeParam} from './range';

/** Sessions a page of the list. */
export const PAGE = 100;

/** The scope of the whole page. */
export function scopeOf(place: Place, folders: readonly string[]): Scope {
    return {
        range: rangeParam(place.range),
        engines: place.engines,
        models: place.models,
        agents: place.agents,
        projects: place.projects,
        ...(place.workspaceOnly ? {folders} : {}),
        ...(place.query === '' ? {} : {query: place.query}),
    };
}

/** The sessions list: the page's scope, narrowed to a column of a chart if one was picked. */
export function sessionsOf(place: Place, scope: Scope): SessionsParams {
    return {
        ...scope,
        range: place.days === null ? rangeParam(place.range) : {from: place.days.from, to: place.days.to},
        sort: place.sort,
        limit: PAGE,
    };
}

/** The paths that are one of these folders or lie in one. */
export function insideOf(folders: readonly string[], paths: readonly string[]): string[] {
    return paths.filter(path => folders.some(folder => path === folder || /^[/\\]/u.test(path.slice(folder.length)) && path.startsWith(folder)));
}

/** Whether anything but the range narrows the page. */
export function isFiltered(place: Place): boolean {
    return place.workspaceOnly || place.query !== '' || place.engines.length + place.models.length + place.agents.length + place.projects.length > 0;
}

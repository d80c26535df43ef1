/** Where the user is and what they chose: survives hiding and a reload of the window. */

import type {PerformanceParams, Split} from '../../src/payloads';
import type {Tab} from '../../src/protocol';
import {type DaySpan, isDay} from './days';
import {SPLITS} from './metrics';
import {PRESETS, type RangeChoice} from './range';

export type By = NonNullable<PerformanceParams['by']>;

export interface Place {
    tab: Tab;
    range: RangeChoice;
    /** Only work inside the folders of this workspace. */
    workspaceOnly: boolean;
    engines: readonly string[];
    models: readonly string[];
    agents: readonly string[];
    projects: readonly string[];
    /** A search over all that the page shows; empty for none. */
    query: string;
    /** The Sessions tab narrowed to a column of a chart. */
    days: DaySpan | null;
    sort: string;
    session: string | null;
    /** Performance: whose latency is told apart, and whose is drawn. */
    latencyBy: By;
    latencyOf: string | null;
    /** The metric of the Trends tab, and what it is told apart by. */
    trend: string;
    trendBy: Split | null;
    /** The sessions of the Compare tab. */
    compareA: string | null;
    compareB: string | null;
    problems: boolean;
    scroll: Readonly<Record<string, number>>;
}

export const FIRST_PLACE: Place = {
    tab: 'overview', range: {preset: '7d'}, workspaceOnly: false, engines: [], models: [], agents: [], projects: [], query: '', days: null,
    sort: '-updatedAt', session: null, latencyBy: 'model', latencyOf: null, trend: 'requests', trendBy: null,
    compareA: null, compareB: null, problems: false, scroll: {},
};

/** A place kept earlier; what is not as it should be takes its first value. */
export function restored(kept: unknown, first: Place, tabs: readonly Tab[]): Place {
    if (typeof kept !== 'object' || kept === null) return first;
    const given = new Map(Object.entries(kept));
    const tab = tabs.find(one => one === given.get('tab')) ?? first.tab;
    return {
        tab,
        range: rangeOf(given.get('range')) ?? first.range,
        workspaceOnly: typeof given.get('workspaceOnly') === 'boolean' ? given.get('workspaceOnly') === true : first.workspaceOnly,
        engines: texts(given.get('engines')),
        models: texts(given.get('models')),
        agents: texts(given.get('agents')),
        projects: texts(given.get('projects')),
        query: text(given.get('query')) ?? first.query,
        days: spanOf(given.get('days')),
        sort: text(given.get('sort')) ?? first.sort,
        session: text(given.get('session')),
        latencyBy: given.get('latencyBy') === 'agent' ? 'agent' : first.latencyBy,
        latencyOf: text(given.get('latencyOf')),
        trend: text(given.get('trend')) ?? first.trend,
        trendBy: SPLITS.find(one => one === given.get('trendBy')) ?? first.trendBy,
        compareA: text(given.get('compareA')),
        compareB: text(given.get('compareB')),
        problems: given.get('problems') === true,
        scroll: numbers(given.get('scroll')),
    };
}

function rangeOf(value: unknown): RangeChoice | null {
    if (typeof value === 'object' && value !== null && 'preset' in value) {
        const known = PRESETS.find(({preset}) => preset === value.preset);
        return known === undefined ? null : {preset: known.preset};
    }
    return spanOf(value);
}

function spanOf(value: unknown): DaySpan | null {
    if (typeof value !== 'object' || value === null || !('from' in value) || !('to' in value)) return null;
    const [from, to] = [text(value.from), text(value.to)];
    return from !== null && to !== null && isDay(from) && isDay(to) ? {from, to} : null;
}

function text(value: unknown): string | null {
    return typeof value === 'string' ? value : null;
}

function texts(value: unknown): string[] {
    return Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];
}

function numbers(value: unknown): Record<string, number> {
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, number] => Number.isFinite(entry[1])));
}

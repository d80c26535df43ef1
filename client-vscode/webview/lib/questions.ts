/** What the visible tab asks beyond the overview. */

import type {Params, ReportName, Scope} from '../../src/payloads';
import {hasTrend, splitsOf} from './metrics';
import type {Place} from './place';
import {sessionsOf} from './scope';

export interface Question<R extends ReportName = ReportName> {
    report: R;
    params: Params[R];
    /** Tells questions to the same report apart. */
    part?: string;
}

/** Items of a timeline in one reply. */
const TIMELINE_PAGE = 2000;
/** Sessions to choose from in Compare. */
const CHOICES = 300;

export function questionsOf(place: Place, scope: Scope): Question[] {
    if (place.session !== null) {
        return [
            {report: 'session', params: {id: place.session}},
            {report: 'sessionTimeline', params: {id: place.session, limit: TIMELINE_PAGE}},
        ];
    }
    switch (place.tab) {
        case 'sessions': return listOf(place, scope);
        case 'performance': return [performanceOf(place, scope)];
        case 'trends': return trendsOf(place, scope);
        case 'compare': return compareOf(place, scope);
        case 'quality': return [{report: 'quality', params: scope}];
        case 'overview': return [];
    }
}

/** The list, and where a query is in force what was said in sessions. */
function listOf(place: Place, scope: Scope): Question[] {
    const params = sessionsOf(place, scope);
    const list: Question<'sessions'> = {report: 'sessions', params};
    if (place.query === '') return [list];
    const said: Question<'searchContent'> = {report: 'searchContent', params: {...scope, ...(params.range === undefined ? {} : {range: params.range})}};
    return [list, said];
}

function performanceOf({latencyBy, latencyOf}: Place, scope: Scope): Question<'performance'> {
    return {report: 'performance', params: {...scope, by: latencyBy, row: latencyOf}};
}

/** DT1 in three questions, DT2 in one, the calendar in one. */
function trendsOf({trend, trendBy}: Place, scope: Scope): Question[] {
    const ask = (part: string, params: Omit<Params['trends'], keyof Scope>): Question<'trends'> =>
        ({report: 'trends', params: {...scope, ...params}, part});
    const by = trendBy !== null && splitsOf(trend).includes(trendBy) ? trendBy : null;
    return [
        ask('chosen', {metrics: [trend], by}),
        ask('sessions', {metrics: ['sessions']}),
        ask('cost', {metrics: ['cost']}),
        ask('tokens', {metrics: ['total_tokens'], by: 'model'}),
        {report: 'daily', params: scope},
        // Nothing scores sessions until it has the metric.
        ...(hasTrend('quality') ? [ask('quality', {metrics: ['quality'], movingAverage: true})] : []),
    ];
}

/** DC1: the two chosen, once there are two, and the newest to choose from. */
function compareOf({compareA: a, compareB: b}: Place, scope: Scope): Question[] {
    const choices: Question<'sessions'> = {report: 'sessions', params: {...scope, sort: '-updatedAt', limit: CHOICES}, part: 'choices'};
    return a === null || b === null || a === b ? [choices] : [{report: 'compare', params: {a, b}}, choices];
}

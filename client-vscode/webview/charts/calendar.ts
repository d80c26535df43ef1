/** The activity calendar: a square a day, a column a week. Pure. */

import type {DailyPayload} from '../../src/payloads';
import {type DaySpan, isDay, plusDays} from '../lib/days';
import {count, counted, money, signed} from '../lib/format';
import {t} from '../../common/words';

/** Most weeks drawn at once: a year and the one it began in. */
const MOST_WEEKS = 53;
const LEVELS = 4;
/** Weeks as wide as a month's name. */
const LABEL_WEEKS = 4;

export interface Square {
    day: string;
    /** 0 for nothing, up to 4. */
    level: number;
    /** Exact values, a line each. */
    lines: readonly string[];
    requests: number;
}

export interface Calendar {
    /** From the oldest; each begins on Monday; null where the range has no day. */
    weeks: readonly (readonly (Square | null)[])[];
    /** Over the week a month begins in. */
    months: readonly {week: number; text: string}[];
    /** The days drawn, both included. */
    span: DaySpan;
    /** The last day before them that the range has; null where it begins here. */
    before: string | null;
    summary: string;
}

/** The days from `from` to `to`, both included: of more than a year its last one, up to `until`. */
export function calendarOf({days}: DailyPayload, from: string, to: string, until = to): Calendar {
    const newest = mondayOf(until);
    const oldest = plusDays(newest, -7 * (MOST_WEEKS - 1));
    const begin = mondayOf(from) < oldest ? oldest : mondayOf(from);
    const dated = days.filter(({date}) => isDay(date));
    const known = new Map(dated.map(row => [row.date, row]));
    // Of the whole range, so that the years can be told from each other.
    const most = Math.max(1, ...dated.map(({requests}) => requests));
    const square = (day: string): Square | null => {
        if (day < from || day > until) return null;
        const row = known.get(day);
        if (row === undefined) return {day, level: 0, requests: 0, lines: [day, t('No requests')]};
        return {
            day, requests: row.requests, level: row.requests === 0 ? 0 : Math.max(1, Math.ceil(row.requests / most * LEVELS)),
            lines: [
                `${day}: ${counted(row.requests, 'request')}`, t('Sessions: {0}', count(row.sessions)),
                t('Cost: {0}', signed(money(row.costUsd), row.costLabel)), t('Output: {0} tokens', count(row.outputTokens)),
            ],
        };
    };
    const firsts: string[] = [];
    for (let monday = begin; monday <= newest; monday = plusDays(monday, 7)) firsts.push(monday);
    const weeks = firsts.map(monday => [0, 1, 2, 3, 4, 5, 6].map(after => square(plusDays(monday, after))));
    return {
        weeks, months: monthsOf(firsts), summary: summaryOf(weeks.flat()),
        span: {from: begin < from ? from : begin, to: until}, before: begin > from ? plusDays(begin, -1) : null,
    };
}

function mondayOf(day: string): string {
    return plusDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}

function monthsOf(mondays: readonly string[]): Calendar['months'] {
    const months = mondays.flatMap((monday, week) => {
        const month = plusDays(monday, 6).slice(0, 7);
        return week > 0 && month === plusDays(mondays[week - 1] ?? monday, 6).slice(0, 7) ? [] : [{week, text: month}];
    });
    const [first, second] = months;
    // A month of which hardly anything is there has no room for its name.
    return first !== undefined && second !== undefined && second.week < LABEL_WEEKS ? months.slice(1) : months;
}

function summaryOf(squares: readonly (Square | null)[]): string {
    const active = squares.filter((one): one is Square => one !== null && one.requests > 0);
    const most = active.reduce<Square | null>((best, one) => (best === null || one.requests > best.requests ? one : best), null);
    return most === null ? t('Activity calendar: nothing.')
        : t('Activity calendar: {0}; the most on {1}, {2}.', counted(active.length, 'active day'), most.day, counted(most.requests, 'request'));
}

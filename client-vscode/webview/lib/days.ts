/** Calendar days as `YYYY-MM-DD`: no clock and no zone in them. */

import type {Period} from '../../src/payloads';
import {t} from '../../common/words';

const DAY = /^\d{4}-\d{2}-\d{2}$/u;
const DAY_MS = 86_400_000;

/** Days, both included. */
export interface DaySpan {
    from: string;
    to: string;
}

/** Whether a text is a day that exists. */
export function isDay(text: string): boolean {
    const at = Date.parse(`${text}T00:00:00Z`);
    return DAY.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** The day so many days later. */
export function plusDays(day: string, days: number): string {
    return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Today in a zone. */
export function today(now: number, timeZone: string | undefined): string {
    return new Intl.DateTimeFormat('sv-SE', {dateStyle: 'short', ...(timeZone === undefined ? {} : {timeZone})}).format(now);
}

/** The days of a chart's bucket, cut to the period; null for work without a day. */
export function bucketDays(date: string, {bucket, from, to}: Period): DaySpan | null {
    if (!isDay(date)) return null;
    const last = bucket === 'day' ? date : bucket === 'week' ? plusDays(date, 6) : lastOfMonth(date);
    return {from: from !== null && from > date ? from : date, to: to !== null && to < last ? to : last};
}

function lastOfMonth(day: string): string {
    const [year = 0, month = 0] = day.split('-').map(Number);
    return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/** `2026-11-20`, or `2026-11-16 to 2026-11-22`. */
export function spanText({from, to}: DaySpan): string {
    return from === to ? from : t('{0} to {1}', from, to);
}

/** Values of payloads as text, in the forms of the dashboard; unknown is a dash. */

import {count, UNKNOWN} from '../../common/format';
import type {Bucket} from '../../src/payloads';

export {ago, compact, count, counted, money, signed, UNKNOWN} from '../../common/format';

const tenths = new Intl.NumberFormat('en-US', {minimumFractionDigits: 1, maximumFractionDigits: 1});
const four = new Intl.NumberFormat('en-US', {minimumFractionDigits: 4, maximumFractionDigits: 4});

/** `$0.1872`: always four decimals. */
export function fineMoney(value: number | null): string {
    return value === null ? UNKNOWN : `${value < 0 ? '-' : ''}$${four.format(Math.abs(value))}`;
}

/** `+505`, `-208`, `0`. */
export function difference(value: number | null): string {
    if (value === null) return UNKNOWN;
    return value > 0 ? `+${count(value)}` : count(value);
}

/** `92.6%`. */
export function ratio(value: number | null): string {
    return value === null ? UNKNOWN : `${(value * 100).toFixed(1)}%`;
}

/** `45s`, `2m 5s`, `4h 9m 54s`. */
export function duration(ms: number | null): string {
    if (ms === null) return UNKNOWN;
    const {hours, minutes, seconds} = clockParts(ms);
    if (hours > 0) return `${hours}h ${minutes}m ${seconds}s`;
    return minutes > 0 ? `${minutes}m ${seconds}s` : `${seconds}s`;
}

/** `45s`, `2m 5s`, `4h 9m`, `2d 4h`. */
export function shortDuration(ms: number | null): string {
    if (ms === null) return UNKNOWN;
    const {hours, minutes} = clockParts(ms);
    if (hours >= 24) return `${Math.floor(hours / 24)}d ${hours % 24}h`;
    return hours > 0 ? `${hours}h ${minutes}m` : duration(ms);
}

function clockParts(ms: number): {hours: number; minutes: number; seconds: number} {
    const seconds = Math.floor(ms / 1000);
    return {hours: Math.floor(seconds / 3600), minutes: Math.floor(seconds / 60) % 60, seconds: seconds % 60};
}

/** `320 ms`, `1.2 s`. */
export function latency(ms: number | null): string {
    if (ms === null) return UNKNOWN;
    return Math.round(ms) < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A time that may be short or long: `320 ms`, `1.2 s`, `2m 5s`, `4h 9m`. */
export function took(ms: number | null): string {
    return ms !== null && ms < 60_000 ? latency(ms) : shortDuration(ms);
}

/** `42.5 min`. */
export function minutes(value: number | null): string {
    return value === null ? UNKNOWN : `${tenths.format(value)} min`;
}

/** `11-20` of `2026-11-20`, `2026-11` where a column is a month; what is no day stays as it is. */
export function axisDay(day: string, bucket: Bucket): string {
    if (!/^\d{4}-\d{2}-\d{2}$/u.test(day)) return day;
    return bucket === 'month' ? day.slice(0, 7) : day.slice(5);
}

/** `2026-11-20 14:05` in a zone. */
export function localTime(instant: string | null, timeZone: string | undefined): string {
    if (instant === null) return UNKNOWN;
    return inZone(timeZone, {dateStyle: 'short', timeStyle: 'short'}).format(new Date(instant));
}

/** `14:05:09` in a zone. */
export function localClock(ms: number, timeZone: string | undefined): string {
    return inZone(timeZone, {timeStyle: 'medium'}).format(new Date(ms));
}

const zones = new Map<string, Intl.DateTimeFormat>();

function inZone(timeZone: string | undefined, style: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = `${timeZone ?? ''} ${style.dateStyle ?? ''} ${style.timeStyle ?? ''}`;
    const known = zones.get(key);
    if (known !== undefined) return known;
    // Swedish dates are ISO dates.
    const made = new Intl.DateTimeFormat('sv-SE', {...style, ...(timeZone === undefined ? {} : {timeZone})});
    zones.set(key, made);
    return made;
}

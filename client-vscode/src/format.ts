/** Values of payloads as text, in the forms of the dashboard; unknown is a dash. */

import type {Label} from './payloads';
import {t} from './words';

const UNKNOWN = '—';
const SURE: Record<Label, string> = {exact: '', recorded: '', priced: '', estimated: '~', at_least: '≥ ', unknown: ''};

const plain = new Intl.NumberFormat('en-US');
const dollars = new Intl.NumberFormat('en-US', {minimumFractionDigits: 2, maximumFractionDigits: 2});

/** `$4.12`, four decimals below a cent, with `≥` or `~` where it is not the whole truth. */
export function money(value: number | null, label: Label): string {
    if (value === null) return UNKNOWN;
    const size = Math.abs(value);
    const digits = size > 0 && size < 0.01 ? size.toFixed(4) : dollars.format(size);
    return `${SURE[label]}${value < 0 ? '-' : ''}$${digits}`;
}

/** `31,056,954`. */
export function count(value: number | null): string {
    return value === null ? UNKNOWN : plain.format(value);
}

/** `1 session`, `2 sessions`. */
export function counted(value: number, noun: string): string {
    return t(value === 1 ? `{0} ${noun}` : `{0} ${noun}s`, count(value));
}

/** `1.2K`, `3.4M`, `5.6B`; plain below a thousand. */
export function compact(value: number | null): string {
    if (value === null) return UNKNOWN;
    if (value < 1000) return String(value);
    for (const [unit, sign] of [[1e3, 'K'], [1e6, 'M']] as const) {
        const digits = (value / unit).toFixed(1);
        if (Number(digits) < 1000) return `${digits}${sign}`;
    }
    return `${(value / 1e9).toFixed(1)}B`;
}

/** `just now`, `5 min ago`, `3 h ago`, `2 days ago`. */
export function ago(instant: string, now: Date): string {
    const minutes = Math.floor((now.getTime() - Date.parse(instant)) / 60_000);
    if (minutes < 1) return t('just now');
    if (minutes < 60) return t('{0} min ago', minutes);
    if (minutes < 24 * 60) return t('{0} h ago', Math.floor(minutes / 60));
    const days = Math.floor(minutes / (24 * 60));
    return days === 1 ? t('1 day ago') : t('{0} days ago', days);
}

/** The calendar day of an instant in a zone, `YYYY-MM-DD`. */
export function dayOf(instant: string, timeZone: string): string {
    // Swedish dates are ISO dates.
    return new Intl.DateTimeFormat('sv-SE', {timeZone, dateStyle: 'short'}).format(new Date(instant));
}

/** `hh:mm` in the machine's zone. */
export function clock(instant: string): string {
    return new Intl.DateTimeFormat('en-GB', {timeStyle: 'short'}).format(new Date(instant));
}

/** A label in words. */
export function sureness(label: Label, unpriced: number): string {
    switch (label) {
        case 'exact': return t('exact');
        case 'recorded': return t('as the source recorded it');
        case 'priced': return t('tokens × price at the time of each call');
        case 'estimated': return t('estimated');
        case 'at_least': return unpriced > 0 ? t('at least: {0} without a price', counted(unpriced, 'request')) : t('at least: parts are unknown');
        case 'unknown': return t('unknown: no price is known');
    }
}

const ICON = /\$\(/gu;

/** Text from session files where `$(name)` would be drawn as an icon. */
export function noIcons(text: string): string {
    return text.replace(ICON, '$\u200B(');
}

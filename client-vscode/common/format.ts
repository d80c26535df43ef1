/** Values of payloads as text, in the forms of status bar, tree and page; unknown is a dash. */

import type {Label} from '../src/payloads';
import {plural, t} from './words';

export const UNKNOWN = '—';

const SIGNS: Record<Label, string> = {exact: '', recorded: '', priced: '', estimated: '~', at_least: '≥ ', unknown: ''};

const plain = new Intl.NumberFormat('en-US');
const cents = new Intl.NumberFormat('en-US', {minimumFractionDigits: 2, maximumFractionDigits: 2});

/** `~` before an estimate, `≥ ` before a lower bound. */
export function signed(text: string, label: Label): string {
    return text === UNKNOWN ? text : `${SIGNS[label]}${text}`;
}

/** `$4.12`, four decimals below a cent. */
export function money(value: number | null, label: Label = 'exact'): string {
    if (value === null) return UNKNOWN;
    const size = Math.abs(value);
    return signed(`${value < 0 ? '-' : ''}$${size > 0 && size < 0.01 ? size.toFixed(4) : cents.format(size)}`, label);
}

/** `31,056,954`. */
export function count(value: number | null): string {
    return value === null ? UNKNOWN : plain.format(value);
}

type Counted = (number: number, written: string) => string;

const NOUNS = {
    'active day': (n, written) => plural(n, written, '{0} active day', '{0} active days'),
    error: (n, written) => plural(n, written, '{0} error', '{0} errors'),
    file: (n, written) => plural(n, written, '{0} file', '{0} files'),
    finding: (n, written) => plural(n, written, '{0} finding', '{0} findings'),
    folder: (n, written) => plural(n, written, '{0} folder', '{0} folders'),
    item: (n, written) => plural(n, written, '{0} item', '{0} items'),
    message: (n, written) => plural(n, written, '{0} message', '{0} messages'),
    problem: (n, written) => plural(n, written, '{0} problem', '{0} problems'),
    record: (n, written) => plural(n, written, '{0} record', '{0} records'),
    report: (n, written) => plural(n, written, '{0} report', '{0} reports'),
    request: (n, written) => plural(n, written, '{0} request', '{0} requests'),
    result: (n, written) => plural(n, written, '{0} result', '{0} results'),
    row: (n, written) => plural(n, written, '{0} row', '{0} rows'),
    session: (n, written) => plural(n, written, '{0} session', '{0} sessions'),
    source: (n, written) => plural(n, written, '{0} source', '{0} sources'),
    'sub-agent': (n, written) => plural(n, written, '{0} sub-agent', '{0} sub-agents'),
    time: (n, written) => plural(n, written, '{0} time', '{0} times'),
    token: (n, written) => plural(n, written, '{0} token', '{0} tokens'),
    tool: (n, written) => plural(n, written, '{0} tool', '{0} tools'),
    turn: (n, written) => plural(n, written, '{0} turn', '{0} turns'),
    warning: (n, written) => plural(n, written, '{0} warning', '{0} warnings'),
} as const satisfies Record<string, Counted>;

/** `1 session`, `2 sessions`. */
export function counted(value: number, noun: keyof typeof NOUNS): string {
    return NOUNS[noun](value, count(value));
}

/** `1.2K`, `3.4M`, `5.6B`; plain below a thousand, with one decimal where it is no whole number. */
export function compact(value: number | null): string {
    if (value === null) return UNKNOWN;
    const size = Math.abs(value);
    const sign = value < 0 ? '-' : '';
    if (size < 999.5) return sign + (Number.isInteger(size) ? String(size) : String(Number(size.toFixed(1))));
    for (const [unit, name] of [[1e3, 'K'], [1e6, 'M']] as const) {
        const digits = (size / unit).toFixed(1);
        if (Number(digits) < 1000) return `${sign}${digits}${name}`;
    }
    return `${sign}${(size / 1e9).toFixed(1)}B`;
}

/** `just now`, `5 min ago`, `3 h ago`, `2 days ago`. */
export function ago(instant: string, now: Date): string {
    const minutes = Math.floor((now.getTime() - Date.parse(instant)) / 60_000);
    if (minutes < 1) return t('just now');
    if (minutes < 60) return t('{0} min ago', minutes);
    if (minutes < 24 * 60) return t('{0} h ago', Math.floor(minutes / 60));
    const days = Math.floor(minutes / (24 * 60));
    return plural(days, count(days), '{0} day ago', '{0} days ago');
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

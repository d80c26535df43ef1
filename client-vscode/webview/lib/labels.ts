/** How sure a value is, in words, and values of any unit with their sign. */

import type {Label, Unit} from '../../src/payloads';
import {compact, count, counted, duration, fineMoney, latency, minutes, money, ratio, shortDuration, signed} from './format';
import {t} from '../../common/words';

/** A label as a sentence for tooltips and screen readers. */
export function sureness(label: Label, unknownParts = 0): string {
    switch (label) {
        case 'exact': return t('Exact: counted.');
        case 'recorded': return t('Recorded: as the source states it.');
        case 'priced': return t('Priced: tokens × list price at the time of each call.');
        case 'estimated': return t('Estimated (~): a rate, name or split is assumed.');
        case 'at_least':
            return unknownParts > 0
                ? t('At least (≥): {0} with an unknown part.', counted(unknownParts, 'request'))
                : t('At least (≥): parts of it are unknown.');
        case 'unknown': return t('Unknown (—): no source states it.');
    }
}

/** A value as a card shows it. */
export function shown(value: number | null, unit: Unit, label: Label): string {
    return signed(inUnit(value, unit), label);
}

/** A value with all its digits, for tooltips. */
export function exactly(value: number | null, unit: Unit, label: Label): string {
    switch (unit) {
        case 'n': case 'tok': return signed(count(value), label);
        case 'ms': return signed(value !== null && value < 60_000 ? latency(value) : duration(value), label);
        case '1/min': case '1/h': return signed(value === null ? '—' : count(Math.round(value * 100) / 100), label);
        default: return shown(value, unit, label);
    }
}

function inUnit(value: number | null, unit: Unit): string {
    switch (unit) {
        case 'USD': return money(value);
        case 'USD/line': return fineMoney(value);
        case 'ms': return shortDuration(value);
        case 'min': return minutes(value);
        case 'ratio': return ratio(value);
        case 'tok/s': return value === null ? count(null) : `${compact(value)} tok/s`;
        case 'score': return count(value === null ? null : Math.round(value));
        case 'n': case 'tok': case '1/min': case '1/h': return compact(value);
    }
}

/** The range picker's choices, and what a typed range must be. */

import type {Preset, Range} from '../../src/payloads';
import {t} from '../../common/words';
import {type DaySpan, isDay} from './days';

export type RangeChoice = {preset: Preset} | DaySpan;

export const PRESETS: readonly {preset: Preset; title: string}[] = [
    {preset: 'today', title: t('Today')},
    {preset: '7d', title: '7d'},
    {preset: '30d', title: '30d'},
    {preset: '90d', title: '90d'},
    {preset: 'all', title: t('All')},
];

/** What is wrong with two typed days, and at which of them; or the range they make. */
export type Checked = {range: DaySpan} | {field: 'from' | 'to'; message: string};

/** A later last day becomes today; nothing else is corrected silently. */
export function checkedDays(from: string, to: string, today: string): Checked {
    if (!isDay(from)) return {field: 'from', message: t('Enter the first day.')};
    if (!isDay(to)) return {field: 'to', message: t('Enter the last day.')};
    if (from > today) return {field: 'from', message: t('The first day lies in the future.')};
    if (from > to) return {field: 'to', message: t('The last day lies before the first.')};
    return {range: {from, to: to > today ? today : to}};
}

/** A choice as a report is asked with it. */
export function rangeParam(choice: RangeChoice): Range {
    return 'preset' in choice ? {preset: choice.preset} : {from: choice.from, to: choice.to};
}

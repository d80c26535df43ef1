/** DC1: every figure of both sessions, and what changed from A to B. */

import {html, type TemplateResult} from 'lit';
import type {Delta, Label, Unit} from '../../../src/payloads';
import {t} from '../../../common/words';
import {panel} from '../../cards/panel';
import {table} from '../../cards/table';
import {ratio, UNKNOWN} from '../../lib/format';
import {exactly, sureness} from '../../lib/labels';
import {tip} from '../../lib/tip';

export function deltasPanel(deltas: readonly Delta[]): TemplateResult {
    return panel(t('Figures'), table<Delta>({
        caption: t('Figures of both sessions'),
        rows: deltas,
        key: ({metric}) => metric,
        group: ({group}) => group,
        columns: [
            {title: t('Metric'), align: 'name', cell: ({help, title}) => html`<span ${tip([title, help])}>${title}</span>`},
            {title: 'A', align: 'value', cell: ({a, labelA, unit}) => cell(a, unit, labelA)},
            {title: 'B', align: 'value', cell: ({b, labelB, unit}) => cell(b, unit, labelB)},
            {title: 'B − A', align: 'value', cell: row => html`<span class=${verdictOf(row)}>${deltaText(row)}</span>`},
            {title: t('% of A'), align: 'value', cell: row => html`<span class=${verdictOf(row)}>${shareText(row)}</span>`},
        ],
    }), t('whole sessions, whatever the range'));
}

function cell(value: number | null, unit: Unit, label: Label): TemplateResult {
    return html`<span ${tip([sureness(label)])}>${exactly(value, unit, label)}</span>`;
}

/** With its sign; ratios in points. */
export function deltaText({delta, unit}: Pick<Delta, 'delta' | 'unit'>): string {
    if (delta === null) return UNKNOWN;
    if (delta === 0) return '0';
    const sign = delta > 0 ? '+' : '−';
    return unit === 'ratio' ? t('{0} points', `${sign}${(Math.abs(delta) * 100).toFixed(1)}`) : `${sign}${exactly(Math.abs(delta), unit, 'exact')}`;
}

export function shareText({share}: Pick<Delta, 'share'>): string {
    return share === null ? UNKNOWN : `${share > 0 ? '+' : share < 0 ? '−' : ''}${ratio(Math.abs(share))}`;
}

/** Green where B is better, red where it is worse, plain without an opinion. */
export function verdictOf({better, delta}: Pick<Delta, 'better' | 'delta'>): 'good' | 'bad' | '' {
    if (better === null || delta === null || delta === 0) return '';
    return delta > 0 === (better === 'more') ? 'good' : 'bad';
}

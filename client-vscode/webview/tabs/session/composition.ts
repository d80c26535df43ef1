/** What tokens and cost consist of: two bars and the amounts. */

import {html, nothing, type TemplateResult} from 'lit';
import type {CostParts, SessionPayload} from '../../../src/payloads';
import {t} from '../../../common/words';
import {panel} from '../../cards/panel';
import {costCell, table} from '../../cards/table';
import {css} from '../../lib/css';
import {count, fineMoney, ratio} from '../../lib/format';

export interface Part {
    name: string;
    colour: 'blue' | 'green' | 'orange' | 'purple' | 'yellow';
    tokens: number | null;
    cost: number | null;
}

export function partsOf(parts: CostParts): Part[] {
    const all: Part[] = [
        {name: t('Input'), colour: 'blue', tokens: parts.inputTokens, cost: parts.inputCost},
        {name: t('Cache read'), colour: 'green', tokens: parts.cacheReadTokens, cost: parts.cacheReadCost},
        {name: t('Cache write'), colour: 'orange', tokens: parts.cacheWriteTokens, cost: parts.cacheWriteCost},
        {name: t('Output'), colour: 'purple', tokens: parts.outputTokens, cost: parts.outputCost},
    ];
    if (parts.searchCost !== null && parts.searchCost !== 0) all.push({name: t('Web search'), colour: 'yellow', tokens: null, cost: parts.searchCost});
    return all;
}

/** Shares of a whole; null where a part or the whole is unknown or nothing. */
export function sharesOf(values: readonly (number | null)[]): readonly number[] | null {
    const whole = values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    return whole === 0 ? null : values.map(value => (value ?? 0) / whole);
}

export function composition({parts}: SessionPayload): TemplateResult {
    const all = partsOf(parts);
    return panel(t('Composition'), html`
        ${bar(t('Tokens'), all, all.map(({tokens}) => tokens))}
        ${bar(t('Cost'), all, all.map(({cost}) => cost))}
        ${table<Part>({
            caption: t('Tokens and cost by kind'),
            rows: all,
            key: ({name}) => name,
            columns: [
                {title: t('Kind'), align: 'name', cell: ({colour, name}) => html`<span class="dot dot-${colour}"></span>${name}`},
                {title: t('Tokens'), align: 'value', cell: ({tokens}) => count(tokens)},
                {title: t('Cost'), align: 'value', cell: ({cost}) => fineMoney(cost)},
            ],
            foot: [t('Total'), count(knownSum(all.map(({tokens}) => tokens))), costCell(parts.cost, parts.costLabel)],
        })}
        ${parts.reasoningTokens === null ? nothing : html`<p class="foot">${t('Of the output, {0} tokens are reasoning.', count(parts.reasoningTokens))}</p>`}`);
}

function knownSum(values: readonly (number | null)[]): number | null {
    const known = values.filter(value => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function bar(title: string, parts: readonly Part[], values: readonly (number | null)[]): TemplateResult | typeof nothing {
    const shares = sharesOf(values);
    if (shares === null) return nothing;
    const words = parts.map(({name}, at) => `${name} ${ratio(shares[at] ?? null)}`).join(', ');
    return html`
        <div class="stack-row">
            <span class="label">${title}</span>
            <div class="stack" role="img" aria-label=${`${title}: ${words}`}>
                ${parts.map(({colour, name}, at) => html`<span class="part fill-${colour}" title=${`${name} ${ratio(shares[at] ?? null)}`} ${css({width: `${(shares[at] ?? 0) * 100}%`})}></span>`)}
            </div>
        </div>`;
}

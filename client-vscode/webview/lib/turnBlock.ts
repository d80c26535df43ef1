/** A turn as the block of text that every surface prints: tokens and cost by kind, and their total. */

import type {CostParts, TurnRow} from '../../src/payloads';
import {count, fineMoney, signed} from './format';
import {t} from '../../common/words';

interface Line {
    name: string;
    tokens: number | null;
    cost: number | null;
}

/** Width of `Input:   12,480`, which the seed's blocks have; wider where a number needs it. */
const WIDTH = 15;
/** From there to the end of the total. */
const TOTAL = 13;

export function turnBlock({agent, number, parts}: Pick<TurnRow, 'agent' | 'number' | 'parts'>): string {
    const lines = linesOf(parts);
    const width = Math.max(WIDTH, ...lines.map(({name, tokens}) => name.length + 2 + amount(tokens).length));
    const total = signed(fineMoney(parts.cost), parts.costLabel);
    return [
        t('Turn {0} — {1}', number, agent),
        ...lines.map(line => `  ${lineText(line, width, hasParts(parts))}`),
        `  ${t('Total:')}${total.padStart(width + TOTAL - t('Total:').length)}`,
    ].join('\n');
}

function linesOf(parts: CostParts): Line[] {
    const lines: Line[] = [
        {name: t('Input:'), tokens: parts.inputTokens, cost: parts.inputCost},
        {name: t('Cached:'), tokens: parts.cacheReadTokens, cost: parts.cacheReadCost},
    ];
    if (parts.cacheWriteTokens !== 0 && parts.cacheWriteTokens !== null) lines.push({name: t('Written:'), tokens: parts.cacheWriteTokens, cost: parts.cacheWriteCost});
    lines.push({name: t('Output:'), tokens: parts.outputTokens, cost: parts.outputCost});
    // Fees of searches are no tokens, but the lines have to add up.
    if (parts.searchCost !== null && parts.searchCost !== 0) lines.push({name: t('Search:'), tokens: null, cost: parts.searchCost});
    return lines;
}

/** A recorded cost has no parts: then the total stands alone. */
function hasParts({cacheReadCost, cacheWriteCost, inputCost, outputCost}: CostParts): boolean {
    return [inputCost, cacheReadCost, cacheWriteCost, outputCost].some(cost => cost !== null);
}

function lineText({cost, name, tokens}: Line, width: number, priced: boolean): string {
    const left = name + amount(tokens).padStart(width - name.length);
    const unit = tokens === null ? ' '.repeat(t(' tokens').length) : t(' tokens');
    return `${left}${unit}${priced ? `  (${fineMoney(cost)})` : ''}`.trimEnd();
}

function amount(tokens: number | null): string {
    return tokens === null ? '' : count(tokens);
}

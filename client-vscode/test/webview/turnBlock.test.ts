import {expect, test} from 'vitest';
import type {CostParts} from '../../src/payloads';
import {turnBlock} from '../../webview/lib/turnBlock';

const PARTS: CostParts = {
    inputTokens: 12_480, cacheReadTokens: 8100, cacheWriteTokens: 0, outputTokens: 1240, reasoningTokens: null,
    inputCost: 0.1872, cacheReadCost: 0.0243, cacheWriteCost: 0, outputCost: 0.186, searchCost: 0, surcharge: 0,
    cost: 0.3975, costLabel: 'priced', unpricedRequests: 0,
};
const turn = (change: Partial<CostParts> = {}) => turnBlock({number: 14, agent: 'backend-developer', parts: {...PARTS, ...change}});

// DD4: to the character.
test('a turn reads exactly as in the specification', () => {
    expect(turn()).toBe([
        'Turn 14 — backend-developer',
        '  Input:   12,480 tokens  ($0.1872)',
        '  Cached:   8,100 tokens  ($0.0243)',
        '  Output:   1,240 tokens  ($0.1860)',
        '  Total:               $0.3975',
    ].join('\n'));
});

test('cache writes have a line where there are any', () => {
    expect(turn({cacheWriteTokens: 2000, cacheWriteCost: 0.01})).toContain('\n  Written:  2,000 tokens  ($0.0100)\n');
});

test('a recorded cost without parts stands alone', () => {
    const block = turn({inputCost: null, cacheReadCost: null, cacheWriteCost: null, outputCost: null, searchCost: null, costLabel: 'recorded'});
    expect(block.match(/\$/gu)).toHaveLength(1);
    expect(block).toMatch(/Total: {15}\$0\.3975$/u);
});

test('long numbers widen the whole block', () => {
    const lines = turn({inputTokens: 31_056_954}).split('\n').slice(1, -1);
    expect(new Set(lines.map(line => line.indexOf(' tokens'))).size).toBe(1);
    expect(lines[0]).toContain('Input:  31,056,954 tokens');
});

test('an unknown total is a dash', () => {
    expect(turn({cost: null, costLabel: 'unknown'})).toMatch(/Total: +—$/u);
});

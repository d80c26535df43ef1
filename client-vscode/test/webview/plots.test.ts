import {describe, expect, test} from 'vitest';
import type {TrendPoint, TrendsPayload} from '../../src/payloads';
import {drawnName, latencyPlot, throughputPlot} from '../../webview/charts/latency';
import {axisText, type Plot, plotLines} from '../../webview/charts/plot';
import {calendarOf} from '../../webview/charts/calendar';
import {spentPlot} from '../../webview/charts/spent';
import {spanAt, trendPlot} from '../../webview/charts/trends';
import {cachePlot, contextPlot} from '../../webview/charts/turns';
import {splitsOf, TRENDS} from '../../webview/lib/metrics';
import {FIRST_PLACE} from '../../webview/lib/place';
import {questionsOf} from '../../webview/lib/questions';
import {deltaText, shareText, verdictOf} from '../../webview/tabs/compare/deltas';
import {byServer} from '../../webview/tabs/performance/tools';
import {recorded} from './payloads';

const valuesOf = (plot: Plot | null): (number | null)[][] => (plot?.series ?? []).map(({values}) => values.map(({value}) => value));

describe('latency over time', () => {
    const point = {n: 3, p50Ms: 900, p90Ms: 1500, model: 'b', changedFrom: 'a'};
    const performance = {
        ...recorded('performance'), buckets: ['2026-03-14', '2026-03-15', '2026-03-16'],
        series: [{name: 'x', kind: 'ttlt' as const, points: [{...point, date: '2026-03-14', changedFrom: null}, {...point, date: '2026-03-16', p50Ms: 1200}]}],
    };

    test('has a gap where nothing was measured; a kind is a line with a band above it', () => {
        const plot = latencyPlot(performance, 'x');
        expect(valuesOf(plot)).toEqual([[900, null, 1200], [1500, null, 1500]]);
        expect(plot?.series.map(({name, shape}) => [name, shape])).toEqual([['TTLT p50', 'line'], ['TTLT p90', 'band']]);
        expect(plot?.series[1]?.base?.map(({value}) => value)).toEqual([900, null, 1200]);
    });

    test('marks where the model changed, and says so', () => {
        const plot = latencyPlot(performance, 'x');
        expect(plot?.marks).toEqual([{at: 2, text: 'The model changed from a to b.'}]);
        expect(plot === null ? [] : plotLines(plot, 2).slice(0, 3)).toEqual(['2026-03-16', 'TTLT p50: 1.2 s, 3 requests', 'TTLT p90: 1.5 s, 3 requests']);
        expect(plot === null ? [] : plotLines(plot, 2)).toContain('The model changed from a to b.');
    });

    test('is of the chosen name, else of the most measured', () => {
        const {series} = recorded('performance');
        expect(drawnName(recorded('performance'), series.at(-1)?.name ?? null)).toBe(series.at(-1)?.name);
        expect(drawnName(recorded('performance'), 'gone')).toBe(series[0]?.name);
        expect(latencyPlot({...performance, series: []}, 'x')).toBeNull();
    });
});

describe('turn by turn', () => {
    const session = recorded('session');

    test('the context is the largest of each turn, and a share of the window where that is known', () => {
        const known = {...session, facts: {...session.facts, contextWindow: 200_000}};
        expect(valuesOf(contextPlot(known))).toEqual([[18_366, 21_824]]);
        expect(contextPlot(known)?.series[0]?.values[1]?.text).toBe('21,824 tokens, 10.9% of the window'); // 21,824 / 200,000
        expect(contextPlot(session)?.measure).toBe('tokens');
    });

    test('what was sent is told apart by how it was billed, and adds up', () => {
        const sent = valuesOf(cachePlot(session)).map(values => values[1] ?? 0);
        const parts = session.turns[1]?.parts;
        expect(sent.reduce((sum, value) => sum + value, 0)).toBe((parts?.cacheReadTokens ?? 0) + (parts?.cacheWriteTokens ?? 0) + (parts?.inputTokens ?? 0));
    });

    test('a single turn has nothing to compare with', () => {
        expect(contextPlot({...session, turns: session.turns.slice(0, 1)})).toBeNull();
    });
});

describe('the activity calendar', () => {
    const row = {
        sessions: 1, messages: 2, inputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 4, reasoningTokens: 0,
        costUsd: 0.5, costLabel: 'priced' as const, tokensLabel: 'exact' as const, unpricedRequests: 0,
    };
    const days = [['2026-03-02', 1], ['2026-03-04', 8], ['undated', 50]].map(([date, requests]) => ({...row, date: String(date), requests: Number(requests)}));
    const payload = {timezone: 'UTC', days, total: {...row, requests: 14}};

    test('has the days of the range in weeks from Monday, and none beside them', () => {
        const calendar = calendarOf(payload, '2026-03-03', '2026-03-09'); // a Tuesday to the next Monday
        expect(calendar.weeks.map(week => week.map(square => square?.day.slice(8) ?? null))).toEqual([
            [null, '03', '04', '05', '06', '07', '08'], ['09', null, null, null, null, null, null],
        ]);
    });

    test('is the deeper the more was asked: the most is 4, anything is at least 1, nothing 0', () => {
        const squares = calendarOf(payload, '2026-03-02', '2026-03-04').weeks.flat();
        expect(squares.map(square => square?.level ?? null)).toEqual([1, 0, 4, null, null, null, null]); // 1 of 8, 0, 8 of 8
    });

    test('draws a year, and the one before from the day it left off', () => {
        const longer = {...payload, days: [...payload.days, {...row, date: '2024-01-05', requests: 1}]};
        const newest = calendarOf(longer, '2024-01-01', '2026-03-09'); // a Monday: 52 weeks before it begins the year
        expect([newest.weeks.length, newest.span, newest.before]).toEqual([53, {from: '2025-03-10', to: '2026-03-09'}, '2025-03-09']);
        const before = calendarOf(longer, '2024-01-01', '2026-03-09', newest.before ?? undefined);
        expect([before.span, before.before]).toEqual([{from: '2024-03-04', to: '2025-03-09'}, '2024-03-03']);
        const oldest = calendarOf(longer, '2024-01-01', '2026-03-09', before.before ?? undefined);
        expect([oldest.span, oldest.before]).toEqual([{from: '2024-01-01', to: '2024-03-03'}, null]);
    });
});

test('throughput has its bins as columns, the last without an end', () => {
    const {throughput} = recorded('performance');
    const plot = throughputPlot(throughput);
    expect(plot.columns.map(({tick}) => tick)).toEqual(['0–5', '5–10', '10–20', '20–50', '50–100', '100–200', '≥ 200']);
    expect(valuesOf(plot)[0]?.reduce((sum, value) => (sum ?? 0) + (value ?? 0), 0)).toBe(throughput.n);
});

test('tools of no server come first, then a server after the other, each in its order', () => {
    const [one] = recorded('performance').tools;
    const tools = [['b', 'x'], ['c', null], ['a', 'y'], ['d', 'x']].flatMap(([tool, server]) =>
        (one === undefined ? [] : [{...one, tool: tool ?? '', server: server ?? null}]));
    expect(byServer(tools).map(({tool}) => tool)).toEqual(['c', 'b', 'd', 'a']);
});

describe('a trend', () => {
    const point = (value: number | null, movingAverage: number | null = null): TrendPoint =>
        ({from: '2026-03-16', to: '2026-03-20', value, label: 'exact', movingAverage});
    const series = {metric: 'ttft', title: 'TTFT', unit: 'ms', help: '', better: 'less', isSum: false, split: null, undated: null} as const;
    const trends = (change: Partial<TrendsPayload>): TrendsPayload => ({...recorded('trends'), bucket: 'week', by: null, ...change});

    // DT2: bars for sums.
    test('of a sum is bars, of parts a stack with the rest in its own colour', () => {
        const plot = trendPlot(recorded('trends'));
        expect(plot?.title).toBe('Tokens by model');
        expect(plot?.series.every(({shape, stacked}) => shape === 'bar' && stacked)).toBe(true);
        const parts = ['a', 'Other'].map(split => ({...series, isSum: true, split, points: [point(1)]}));
        expect(trendPlot(trends({by: 'model', series: parts}))?.series.map(({colour}) => colour)).toEqual(['blue', 'lines']);
    });

    // DT2: lines for means.
    test('of a mean is a line with gaps, and its average a dashed one', () => {
        const plot = trendPlot(trends({series: [{...series, points: [point(1200, 800), point(null, 900)]}]}));
        expect(plot?.series.map(({dashed, shape}) => [shape, dashed])).toEqual([['line', false], ['line', true]]);
        expect(valuesOf(plot)).toEqual([[1200, null], [800, 900]]);
    });

    test('tells the parts of a column, without those that are nothing in it', () => {
        const parts = [['a', 5], ['b', 0]].map(([split, value]) => ({...series, isSum: true, unit: 'n' as const, split: String(split), points: [point(Number(value))]}));
        const plot = trendPlot(trends({by: 'model', series: parts}));
        expect(plot === null ? [] : plotLines(plot, 0)).toEqual(['2026-03-16 to 2026-03-20', 'a: 5', 'Exact: counted.']);
        expect(plot === null ? [] : plotLines(plot, 0, new Set(['a']))).toEqual(['2026-03-16 to 2026-03-20', 'Nothing']);
    });

    test('leads to the days of its column as the server cut them', () => {
        expect(spanAt(trends({series: [{...series, points: [point(1)]}]}), '2026-03-16')).toEqual({from: '2026-03-16', to: '2026-03-20'});
        expect(spanAt(trends({series: []}), '2026-03-16')).toBeNull();
    });

    test('can be told apart only by what its metric has', () => {
        expect(splitsOf('avg_duration')).toEqual(['engine', 'project']);
        expect([splitsOf('wall_time'), splitsOf('constructor')]).toEqual([[], []]);
        expect(TRENDS.map(({metric}) => metric)).toContain('cost');
        const [chosen] = questionsOf({...FIRST_PLACE, tab: 'trends', trend: 'cost', trendBy: 'project'}, {});
        expect(chosen?.params).toMatchObject({metrics: ['cost'], by: 'project'});
    });
});

describe('axes', () => {
    test.each([
        ['USD', 0.5, '$0.50'], ['USD', -20, '-$20'], ['ratio', 0.25, '25%'], ['ms', 2000, '2 s'], ['ms', 7_200_000, '2h 0m'], ['ms', 0, '0'], ['tok', 15e6, '15M'],
    ] as const)('write %s %d as %s', (unit, value, text) => {
        expect(axisText(unit)(value)).toBe(text);
    });
});

describe('cumulative cost', () => {
    const {a, b} = recorded('compare');

    test('keeps the last known sum, and ends with its session', () => {
        const plot = spentPlot({a, b, spentA: [{elapsedMs: 0, cost: 1}, {elapsedMs: 30_000, cost: 3}], spentB: [{elapsedMs: 60_000, cost: 2}]});
        const [one, other] = valuesOf(plot);
        expect([one?.[0], one?.[29], one?.[30], one?.[31]]).toEqual([1, 1, 3, null]); // a column a second
        expect([other?.[59], other?.[60]]).toEqual([null, 2]);
    });

    test('of nothing known is no chart, of one moment one column', () => {
        expect(spentPlot({a, b, spentA: [], spentB: []})).toBeNull();
        expect(valuesOf(spentPlot({a, b, spentA: [{elapsedMs: 0, cost: 1}], spentB: []}))).toEqual([[1], [null]]);
    });
});

// DC1: coloured by what is better.
describe('a figure of two sessions', () => {
    test('changes with its sign and unit, ratios in points', () => {
        expect(deltaText({delta: -0.25, unit: 'ratio'})).toBe('−25.0 points');
        expect([deltaText({delta: 1500, unit: 'ms'}), deltaText({delta: 0, unit: 'n'}), deltaText({delta: null, unit: 'n'})]).toEqual(['+1.5 s', '0', '—']);
        expect([shareText({share: -0.5}), shareText({share: null})]).toEqual(['−50.0%', '—']);
    });

    test('is good or bad by what is better', () => {
        expect(verdictOf({better: 'less', delta: -1})).toBe('good');
        expect(verdictOf({better: 'less', delta: 1})).toBe('bad');
        expect([verdictOf({better: null, delta: 1}), verdictOf({better: 'more', delta: 0})]).toEqual(['', '']);
    });
});

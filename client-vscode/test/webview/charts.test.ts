import {describe, expect, test} from 'vitest';
import type {TimelineItem} from '../../src/payloads';
import {activityColumns, costColumns} from '../../webview/charts/columns';
import {plotLines} from '../../webview/charts/plot';
import {nearest, stepFrom, timelineOf} from '../../webview/charts/timeline';
import {grade} from '../../webview/cards/tools';
import {changeOf, verdict} from '../../webview/frame/kpis';
import {sharesOf} from '../../webview/tabs/session/composition';
import {overviewWith, recorded} from './payloads';

describe('columns', () => {
    test('have a value for each bucket, nothing as zero and unknown as a gap', () => {
        const overview = recorded('overview');
        const daily = overview.analytics.daily.map((row, at) => (at === 0 ? {...row, cost: null, costLabel: 'unknown' as const} : row));
        const values = costColumns(overviewWith({daily})).series[0]?.values ?? [];
        expect(values.map(({value}) => value)).toEqual([null, 0.6026347, 0, 0.2113695, 0.072354, 0.663883, 0.1853154]);
        expect(values[0]?.text).toBe('—');
    });

    test('name their bucket in the title and their days in the tooltip', () => {
        const overview = recorded('overview');
        const weekly = activityColumns({...overview, period: {...overview.period, bucket: 'week'}});
        expect([weekly.title, weekly.measure]).toEqual(['Weekly Activity', 'requests per week']);
        expect(weekly.columns[0]?.title).toBe('2026-03-14 to 2026-03-20');
    });

    // D6: hover.
    test('say the exact value and how sure it is', () => {
        const plot = costColumns(recorded('overview'));
        const {summary} = plot;
        expect(plotLines(plot, 5).slice(0, 2)).toEqual(['2026-03-19: $0.66', 'Priced: tokens × list price at the time of each call.']);
        expect(summary).toContain('the most on 2026-03-19, $0.66');
    });
});

function item(second: number, change: Partial<TimelineItem> = {}): TimelineItem {
    const at = new Date(Date.UTC(2026, 2, 20) + second * 1000).toISOString();
    return {
        key: String(second), lane: 'tools', at, durationMs: 1000, title: 'Bash', agent: 'main', turn: 1, outcome: 'ok',
        tokens: null, cost: null, line: 1, path: null, ...change,
    };
}

describe('a timeline', () => {
    test('draws idle time as a short gap that says how long it was', () => {
        const timeline = timelineOf([item(0), item(3601)], new Set());
        expect(timeline.gaps).toEqual([{at: 1000, width: 1000, ms: 3_600_000}]);
        expect(timeline.length).toBe(3000); // a second of work, the gap, a second of work
        expect(timeline.instant(2500)).toBe(Date.UTC(2026, 2, 20) + 3_601_500);
    });

    test('keeps the order of time under a zoom, gaps or not', () => {
        const {marks} = timelineOf([0, 10, 400, 1000, 1001].map(second => item(second)), new Set());
        const starts = marks.map(({from}) => from);
        expect(starts).toEqual(starts.toSorted((one, other) => one - other));
    });

    test('leaves out hidden lanes and those without an item', () => {
        const {lanes, marks} = timelineOf([item(0), item(1, {lane: 'user'}), item(2, {lane: 'agents'})], new Set(['user']));
        expect(lanes.map(({lane}) => lane)).toEqual(['tools', 'agents']);
        expect(marks).toHaveLength(2);
    });

    test('marks failures, by outcome or lane', () => {
        const items = [item(0, {outcome: 'failed'}), item(1, {outcome: 'ok'}), item(2, {lane: 'problems', outcome: null})];
        expect(timelineOf(items, new Set()).marks.map(({failed}) => failed)).toEqual([true, false, true]);
    });

    test('is walked by keys: along the time and across lanes', () => {
        const timeline = timelineOf([item(0, {lane: 'user'}), item(1), item(2), item(9, {lane: 'user'})], new Set());
        expect(stepFrom(timeline, null, 'ArrowRight')).toBe(0);
        expect(stepFrom(timeline, 0, 'ArrowDown')).toBe(1);
        expect(stepFrom(timeline, 2, 'ArrowUp')).toBe(0); // 2 s away rather than 7
        expect(stepFrom(timeline, 3, 'ArrowRight')).toBe(3);
    });

    test('finds the mark under the pointer within reach, in its lane only', () => {
        const timeline = timelineOf([item(0), item(5), item(2, {lane: 'user'})], new Set());
        expect(nearest(timeline, 1, 4800, 300)).toBe(1);
        expect(nearest(timeline, 1, 2500, 300)).toBeNull();
    });
});

describe('a change', () => {
    test('is good or bad by what is better, and neither without an opinion', () => {
        const doubled = {value: 4, previous: 2};
        expect(verdict({...doubled, better: 'less'})).toBe('bad');
        expect(verdict({...doubled, better: 'more'})).toBe('good');
        expect(verdict({...doubled, better: null})).toBe('neutral');
    });

    test('is unknown against nothing', () => {
        expect(changeOf({value: 4, previous: null})).toBeNull();
        expect(changeOf({value: 4, previous: 0})).toBeNull();
        expect(changeOf({value: 3, previous: 2})).toBe(0.5);
    });
});

test('success rates are graded by the value as shown', () => {
    expect([0.9, 0.89951, 0.8994, 0.7, 0.699, null].map(grade)).toEqual(['good', 'good', 'fair', 'fair', 'bad', 'none']);
});

test('shares add up to the whole, and nothing has none', () => {
    expect(sharesOf([1, null, 3])).toEqual([0.25, 0, 0.75]);
    expect(sharesOf([0, null])).toBeNull();
});

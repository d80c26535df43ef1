import {describe, expect, test} from 'vitest';
import {csvOf} from '../../webview/lib/csv';
import {compareExport, csvMessage, jsonMessage, overviewExport, performanceExport, sessionsExport, trendsExport} from '../../webview/lib/exports';
import {recorded} from './payloads';

describe('CSV', () => {
    test('is quoted as RFC 4180 says, with unknown as an empty cell', () => {
        expect(csvOf([{a: 'x,"y"\n', b: null, c: 1.5}])).toBe('a,b,c\r\n"x,""y""\n",,1.5\r\n');
    });

    test.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx', '\0x', '＝1', '＋1', '－1', '＠x'])('text %j cannot run as a formula', text => {
        expect(csvOf([{a: text}]).replace(/^a\r\n"?/u, '')).toMatch(/^'/u);
    });

    test('numbers stay numbers', () => {
        expect(csvOf([{a: -12.5}])).toBe('a\r\n-12.5\r\n');
    });

    test('labels stand beside their values, and are left out where all are exact', () => {
        expect(csvOf([{cost: 1, costLabel: 'at_least', tokensLabel: 'exact'}])).toBe('cost,cost_label\r\n1,at_least\r\n');
    });

    test('inner numbers become columns', () => {
        expect(csvOf([{number: 1, parts: {inputTokens: 2}}])).toBe('number,inputTokens\r\n1,2\r\n');
    });
});

test('file names say what and when, never a title', () => {
    const exported = overviewExport(recorded('overview'), {});
    const names = exported.tables.map(table => csvMessage(exported, table).fileName);
    expect(names).toContain('sightline-overview-2026-03-14_2026-03-20-models.csv');
    expect(names.every(name => /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/u.test(name))).toBe(true);
});

test('JSON has the schema, the scope and all rows', () => {
    const {period, rows} = recorded('sessions');
    const message = jsonMessage(sessionsExport(period, rows, {sort: 'cost'}), '1.2.3', new Date(0));
    expect(JSON.parse(message.content)).toMatchObject({
        schema: 'sightline.export/1', version: '1.2.3', generatedAt: '1970-01-01T00:00:00.000Z', scope: {sort: 'cost'}, data: {rows},
    });
    expect(message.rows).toBe(rows.length);
});

// DE4: all that is drawn.
test('every table and plotted series of a tab is written', () => {
    const performance = recorded('performance');
    const points = performance.series.reduce((sum, {points: all}) => sum + all.length, 0);
    const rows = new Map(performanceExport(performance, {}).tables.map(table => [table.name, table.rows.length]));
    expect([rows.get('latency'), rows.get('medians'), rows.get('bins')]).toEqual([performance.latency.length, points, 7]);
    const trends = trendsExport(new Map([['tokens', recorded('trends')]]), performance.period, {});
    expect(trends.tables[0]?.rows).toHaveLength(recorded('trends').series.length * 7); // a day a point
    const {deltas, spentA, spentB} = recorded('compare');
    const compared = new Map(compareExport(recorded('compare')).tables.map(table => [table.name, table.rows.length]));
    expect([compared.get('figures'), compared.get('spent')]).toEqual([deltas.length, spentA.length + spentB.length]);
});

import {describe, expect, test} from 'vitest';
import {bucketDays, isDay, plusDays} from '../../webview/lib/days';
import {canonical} from '../../webview/lib/canonical';
import {FIRST_PLACE, restored} from '../../webview/lib/place';
import {checkedDays} from '../../webview/lib/range';
import {insideOf, scopeOf, sessionsOf} from '../../webview/lib/scope';
import {shortPath} from '../../webview/lib/paths';

describe('a typed range', () => {
    test.each([
        ['', '2026-03-01', 'from'], ['2026-03-02', '', 'to'], ['2026-02-30', '2026-03-01', 'from'],
        ['2026-03-02', '2026-03-01', 'to'], ['2026-04-01', '2026-04-02', 'from'],
    ])('from %j to %j is refused at %s', (from, to, field) => {
        expect(checkedDays(from, to, '2026-03-20')).toMatchObject({field});
    });

    // D2: a range of one's own.
    test('a later last day becomes today', () => {
        expect(checkedDays('2026-03-01', '2026-03-31', '2026-03-20')).toEqual({range: {from: '2026-03-01', to: '2026-03-20'}});
    });
});

describe('a column of a chart', () => {
    const period = {preset: null, from: '2026-02-04', to: '2026-03-20', timeZone: 'UTC', newest: null};

    test('stands for its days, cut to the period', () => {
        expect(bucketDays('2026-03-18', {...period, bucket: 'day'})).toEqual({from: '2026-03-18', to: '2026-03-18'});
        expect(bucketDays('2026-03-16', {...period, bucket: 'week'})).toEqual({from: '2026-03-16', to: '2026-03-20'});
        expect(bucketDays('2026-02-01', {...period, bucket: 'month'})).toEqual({from: '2026-02-04', to: '2026-02-28'});
    });

    test('of undated work stands for none', () => {
        expect(bucketDays('undated', {...period, bucket: 'day'})).toBeNull();
        expect([isDay('2024-02-29'), isDay('2026-02-29'), plusDays('2026-02-28', 1)]).toEqual([true, false, '2026-03-01']);
    });
});

describe('the scope', () => {
    test('of this workspace is all of its folders', () => {
        const folders = ['/home/ada/shop', '/home/ada/api'];
        expect(scopeOf({...FIRST_PLACE, workspaceOnly: true}, folders).folders).toEqual(folders);
        expect(scopeOf(FIRST_PLACE, folders).folders).toBeUndefined();
    });

    test('offers the projects inside the folders, not those beside them', () => {
        const known = ['/home/ada/shop', '/home/ada/shop/web', '/home/ada/shop-old', '/home/ada'];
        expect(insideOf(['/home/ada/shop'], known)).toEqual(['/home/ada/shop', '/home/ada/shop/web']);
    });

    test('of the sessions list is narrowed by a picked day', () => {
        const days = {from: '2026-03-18', to: '2026-03-18'};
        expect(sessionsOf({...FIRST_PLACE, days}, {}).range).toEqual(days);
        expect(sessionsOf(FIRST_PLACE, {}).range).toEqual({preset: '7d'});
    });
});

test('a question is one text, whatever the order of its keys', () => {
    expect(canonical('sessions', {range: {to: 'b', from: 'a'}, models: [], query: null})).toBe('sessions?{"range":{"from":"a","to":"b"}}');
});

test('a kept place is restored, and what does not fit takes its first value', () => {
    const kept = {...FIRST_PLACE, tab: 'sessions', sort: 'cost', range: {preset: '1d'}, scroll: {rows: 30, odd: 'x'}, engines: ['codex', 7]};
    expect(restored(kept, FIRST_PLACE, ['overview', 'sessions']))
        .toEqual({...FIRST_PLACE, tab: 'sessions', sort: 'cost', scroll: {rows: 30}, engines: ['codex']});
    expect(restored(null, FIRST_PLACE, ['overview'])).toBe(FIRST_PLACE);
    expect(restored({tab: 'trends'}, FIRST_PLACE, ['overview']).tab).toBe('overview');
});

test('a path is extended leftward until it is unique', () => {
    const all = ['/a/web/index.ts', '/a/api/index.ts', '/a/api/main.ts'];
    expect(all.map(path => shortPath(path, all))).toEqual(['web/index.ts', 'api/index.ts', 'main.ts']);
});

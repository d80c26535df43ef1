import {describe, expect, test} from 'vitest';
import {allOrNone, extended, toggled} from '../../webview/tables/selection';

const IDS = ['a', 'b', 'c', 'd'];

describe('chosen sessions', () => {
    test('a row is put in and taken out', () => {
        expect([...toggled(new Set(['a']), 'b')]).toEqual(['a', 'b']);
        expect([...toggled(new Set(['a', 'b']), 'a')]).toEqual(['b']);
    });

    test('a range goes either way and keeps what was chosen', () => {
        expect([...extended(new Set(['d']), IDS, 'a', 'c')]).toEqual(['d', 'a', 'b', 'c']);
        expect([...extended(new Set(), IDS, 'd', 'c')]).toEqual(['c', 'd']);
    });

    test('a range whose beginning is gone is its end alone', () => {
        expect([...extended(new Set(), IDS, 'x', 'c')]).toEqual(['c']);
        expect([...extended(new Set(), IDS, null, 'c')]).toEqual(['c']);
    });

    test('all are chosen unless all were', () => {
        expect([...allOrNone(new Set(['b']), IDS)]).toEqual(IDS);
        expect(allOrNone(new Set(IDS), IDS).size).toBe(0);
    });
});

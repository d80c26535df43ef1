import {describe, expect, test} from 'vitest';
import {
    compact, count, difference, duration, fineMoney, latency, localTime, minutes, money, ratio, shortDuration, signed, UNKNOWN,
} from '../../webview/lib/format';
import {exactly, shown, sureness} from '../../webview/lib/labels';

test('unknown is a dash in every form, never zero', () => {
    const forms = [money, fineMoney, count, compact, ratio, duration, shortDuration, latency, minutes, difference];
    expect(forms.map(form => form(null))).toEqual(forms.map(() => UNKNOWN));
    expect(signed(UNKNOWN, 'at_least')).toBe(UNKNOWN);
});

test.each([
    [0, '$0.00'], [0.0099, '$0.0099'], [0.01, '$0.01'], [4.125, '$4.13'], [31_056.9, '$31,056.90'], [-0.5, '-$0.50'],
])('money %d is %s', (value, text) => expect(money(value)).toBe(text));

test.each([
    [0, '0'], [999, '999'], [1234, '1.2K'], [999_949, '999.9K'], [999_950, '1.0M'], [3_400_000, '3.4M'], [5_600_000_000, '5.6B'], [17.25, '17.3'],
])('a card shows %d as %s', (value, text) => expect(compact(value)).toBe(text));

test.each([
    [45_000, '45s', '45s'],
    [125_000, '2m 5s', '2m 5s'],
    [((4 * 60 + 9) * 60 + 54) * 1000, '4h 9m 54s', '4h 9m'],
    [(2 * 24 + 4) * 3_600_000, '52h 0m 0s', '2d 4h'],
])('%d ms is %s, in short %s', (ms, long, short) => expect([duration(ms), shortDuration(ms)]).toEqual([long, short]));

test('latency changes to seconds from one second on', () => {
    expect([320, 999.4, 999.5, 1234].map(latency)).toEqual(['320 ms', '999 ms', '1.0 s', '1.2 s']);
});

test('a ratio has one decimal, a mean duration too', () => {
    expect(ratio(0.92641)).toBe('92.6%');
    expect(minutes(1132)).toBe('1,132.0 min');
});

test('an instant is shown in the zone of the answer', () => {
    expect(localTime('2026-03-20T23:30:00Z', 'Asia/Kathmandu')).toBe('2026-03-21 05:15'); // + 5:45
});

describe('a label', () => {
    test('is a sign before the value', () => {
        expect(shown(4.12, 'USD', 'at_least')).toBe('≥ $4.12');
        expect(shown(7700, 'n', 'estimated')).toBe('~7.7K');
        expect(shown(4.12, 'USD', 'priced')).toBe('$4.12');
    });

    test('is said in words, with the number of unknown parts', () => {
        expect(sureness('at_least', 3)).toContain('3 requests');
        expect(sureness('priced')).toContain('list price');
    });

    test('does not change the exact value of the tooltip', () => {
        expect(exactly(6_824_496, 'tok', 'at_least')).toBe('≥ 6,824,496');
    });
});

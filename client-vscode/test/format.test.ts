import {expect, test} from 'vitest';
import {ago, compact, dayOf, money, noIcons, sureness} from '../common/format';

test.each([
    [4.125, '$4.13'], [0, '$0.00'], [0.0042, '$0.0042'], [1234.5, '$1,234.50'], [-0.5, '-$0.50'], [null, '—'],
])('money %j is %s', (value, text) => {
    expect(money(value, 'priced')).toBe(text);
});

test('a lower bound and an estimate say so', () => {
    expect(money(4.12, 'at_least')).toBe('≥ $4.12');
    expect(money(4.12, 'estimated')).toBe('~$4.12');
    expect(sureness('at_least', 3)).toBe('at least: 3 requests without a price');
});

test.each([[999, '999'], [1200, '1.2K'], [999_949, '999.9K'], [999_950, '1.0M'], [5_600_000_000, '5.6B'], [null, '—']])(
    '%j is %s in short', (value, text) => {
        expect(compact(value)).toBe(text);
    },
);

test.each([[30, 'just now'], [300, '5 min ago'], [3 * 3600, '3 h ago'], [24 * 3600, '1 day ago'], [72 * 3600, '3 days ago']])(
    '%d s before now is %s', (seconds, text) => {
        const now = new Date('2026-11-21T12:00:00Z');
        expect(ago(new Date(now.getTime() - seconds * 1000).toISOString(), now)).toBe(text);
    },
);

test('a day is a calendar day of the zone', () => {
    expect(dayOf('2026-11-20T23:30:00Z', 'Europe/Vienna')).toBe('2026-11-21');
    expect(dayOf('2026-11-20T23:30:00Z', 'UTC')).toBe('2026-11-20');
});

test('a title cannot draw icons', () => {
    expect(noIcons('pay $(flame) now')).not.toContain('$(');
});

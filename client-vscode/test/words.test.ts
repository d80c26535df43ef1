import {readFileSync} from 'node:fs';
import {afterEach, expect, test} from 'vitest';
import {BUNDLE, bundleText, literalsOf, sources, textsOf} from '../l10n.mjs';
import {counted} from '../common/format';
import {t, translatedBy} from '../common/words';

afterEach(() => translatedBy(undefined, 'en'));

test('the bundle has each text of host and page, and none besides: `npm run l10n` writes it', () => {
    expect(readFileSync(BUNDLE, 'utf8')).toBe(bundleText());
});

test('each text for people stands in the call that says it', () => {
    expect(sources().flatMap(source => textsOf(source).unknown)).toEqual([]);
});

test('no text for people stands outside of such a call', () => {
    expect(sources().flatMap(literalsOf)).toEqual([]);
});

test('a translation has the values in its own order', () => {
    translatedBy({'Exported {0} to {1}': 'Nach {1}: {0}', '{0} rows': '{0} Zeilen'}, 'de');
    expect(t('Exported {0} to {1}', counted(2, 'row'), '/a')).toBe('Nach /a: 2 Zeilen');
});

test('a language has as many forms of a number as it needs', () => {
    const rows = {'{0} row': '{0} wiersz', '{0} rows': '{0} wierszy', '{0} rows/few': '{0} wiersze'};
    translatedBy(rows, 'pl');
    expect([1, 2, 5].map(number => counted(number, 'row'))).toEqual(['1 wiersz', '2 wiersze', '5 wierszy']);
});

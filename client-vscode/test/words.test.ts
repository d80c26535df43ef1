import {readdirSync, readFileSync} from 'node:fs';
import {afterEach, expect, test} from 'vitest';
import bundle from '../l10n/bundle.l10n.json' with {type: 'json'};
import {counted} from '../src/format';
import {t, translatedBy} from '../src/words';

const folder = new URL('../src/', import.meta.url);
const sources = readdirSync(folder).filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts')).map(name => readFileSync(new URL(name, folder), 'utf8'));
const english = (message: string, ...values: (string | number)[]): string => message.replaceAll(/\{(\d+)\}/gu, (_, at) => String(values[Number(at)]));

afterEach(() => translatedBy(english));

test('each text for people is a key of the bundle, and none is left over', () => {
    const keys = new Set(Object.keys(bundle));
    const said = sources.flatMap(source => [...source.matchAll(/(?<![\w.])t\(\s*'([^']*)'/gu)].map(([, text]) => text ?? ''));
    expect(said.length).toBeGreaterThan(50);
    expect(said.filter(text => !keys.has(text))).toEqual([]);
    const nouns = sources.flatMap(source => [...source.matchAll(/counted\([^()']*'(\w+)'\)/gu)].map(([, noun]) => `{0} ${noun}`));
    expect([...keys].filter(key => !nouns.includes(key.replace(/s$/u, '')) && !sources.some(source => source.includes(`'${key}'`)))).toEqual([]);
});

test('a translation has the values in its own order', () => {
    translatedBy((message, ...values) => english({'Exported {0} to {1}': 'Nach {1}: {0}', '{0} rows': '{0} Zeilen'}[message] ?? message, ...values));
    expect(t('Exported {0} to {1}', counted(2, 'row'), '/a')).toBe('Nach /a: 2 Zeilen');
});

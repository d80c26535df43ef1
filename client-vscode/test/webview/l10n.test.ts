import {render} from 'lit';
import {beforeAll, expect, test, vi} from 'vitest';
import bundle from '../../l10n/bundle.l10n.json' with {type: 'json'};
import type {Payloads, ReportName} from '../../src/payloads';
import type {ToHost, ToPage} from '../../src/protocol';
import type * as app from '../../webview/app';
import type * as page from '../../webview/frame/page';
import type * as tabs from '../../webview/tabs';
import {NO_QUALITY, QUALITY, recorded, type Recorded} from './payloads';

vi.stubGlobal('matchMedia', () => ({matches: false, addEventListener: () => undefined, removeEventListener: () => undefined}));

/** Stands for every text that comes from session files or from the server. */
const GIVEN = '§';
const FREE = new Set([
    'name', 'split', 'server', 'text', 'path', 'helper', 'title', 'project', 'projectPath', 'model', 'agent', 'branch', 'tool', 'file', 'language', 'reason',
    'engine', 'help', 'note', 'longestTool', 'nativeId', 'provider', 'version', 'outcome', 'hint', 'partial', 'cacheInsight', 'reviewer', 'source', 'rule',
    'sourcePath', 'group', 'details', 'projects', 'agents', 'models', 'excerpt', 'install', 'subject', 'commit',
]);
/** Forms of numbers, percentiles, a zone, a name, and the words of the search grammar. */
const NOTATION = /\b(?:ms|min|tok\/s|p\d\d|n|UTC|Sightline|(?:branch|tool|tag|after|before|cost|quality|has):(?:…|error|unpriced|[<>]?\d*))/gu;

/** English in letters that are not English. */
const foreign = (text: string): string => text.replaceAll(/[A-Za-z]/gu, letter => String.fromCodePoint((letter < 'a' ? 0x41F : 0x3AF) + letter.toLowerCase().charCodeAt(0) - 96));

function given(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(given);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, FREE.has(key) ? hidden(inner) : given(inner)]));
}

function hidden(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(hidden);
    return typeof value === 'string' ? GIVEN : given(value);
}

const DAY = {date: '2026-03-19', sessions: 2, requests: 8, outputTokens: 90, costUsd: 1, costLabel: 'priced'};
const HIT = {
    id: 'claude_code:x', title: '', engine: '', project: null, updatedAt: '2026-03-19T08:05:00Z', path: '/home/mira/x.jsonl', line: 7, excerpt: '', start: 0, end: 0,
};
const OTHERS: Partial<Record<ReportName, unknown>> = {
    quality: QUALITY,
    daily: {timezone: 'UTC', days: [DAY, {...DAY, date: '2020-03-19'}], total: DAY},
    searchContent: {generatedAt: '', revision: 1, partial: null, queryErrors: [], hits: [HIT], searched: 9, total: 9, unreadable: 2, truncated: true, hint: null},
};
const answers = (report: ReportName): unknown => given(OTHERS[report] ?? recorded(report as Recorded));

/** Loaded after the translation, as the page loads them. */
let loaded: typeof app & typeof page & typeof tabs;

beforeAll(async () => {
    const texts = document.createElement('script');
    texts.type = 'application/json';
    texts.id = 'sightline-texts';
    texts.textContent = JSON.stringify(Object.fromEntries(Object.entries(bundle).map(([key, text]) => [key, foreign(text)])));
    document.head.append(texts);
    document.documentElement.lang = 'el';
    await import('../../webview/lib/translation');
    const {GLOSSARY} = await import('../../webview/lib/glossary');
    for (const term of Object.values(GLOSSARY)) Object.assign(term, {title: GIVEN, help: GIVEN});
    loaded = {...await import('../../webview/frame/page'), ...await import('../../webview/app'), ...await import('../../webview/tabs')};
});

/** The page at a place, with all that people read or hear in it, tips too. */
async function said(kept: object, change: Partial<{[R in ReportName]: unknown}> = {}, greeting: readonly ToPage[] = []): Promise<string[]> {
    const page = document.createElement('div');
    document.body.replaceChildren(page);
    const waiting: ToPage[] = [{kind: 'workspace', trusted: true, folders: ['/home/mira/tidewatch']}, ...greeting];
    let receive: (message: ToPage) => void = () => undefined;
    const app = new loaded.App({
        kind: 'editor', sample: true, load: () => kept, save: () => undefined, listen: listener => receive = listener,
        send: (message: ToHost) => {
            if (message.kind !== 'ask') return;
            waiting.push({kind: 'reply', seq: message.seq, payload: (change[message.report] ?? answers(message.report)) as Payloads[ReportName]});
        },
    }, loaded.TABS.map(({id}) => id), () => undefined);
    app.start();
    for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) receive(message);
    app.unfold({turns: new Set([1, 2]), item: recorded('sessionTimeline').items[0]?.key ?? null, review: 'review:1:logic'});
    app.select(new Set(recorded('sessions').rows.slice(0, 2).map(({id}) => id)));
    render(loaded.pageView(app), page);
    await Promise.all([...page.querySelectorAll<HTMLElement & {updateComplete?: Promise<unknown>}>('*')].map(async one => one.updateComplete));
    return [...wordsIn(page), ...tipsOf(page)];
}

function wordsIn(root: Element): string[] {
    return [root, ...root.querySelectorAll('*')].flatMap(element => [
        ...(element.children.length === 0 ? [element] : [...element.childNodes].filter(({nodeType}) => nodeType === Node.TEXT_NODE))
            .map(({textContent}) => textContent ?? ''),
        ...['aria-label', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder'].map(name => element.getAttribute(name) ?? ''),
    ]);
}

function tipsOf(page: Element): string[] {
    return [...page.querySelectorAll('*')].flatMap(element => {
        element.dispatchEvent(new Event('pointerenter'));
        const tip = document.querySelector<HTMLElement>('body > .tip:not([hidden])');
        const lines = tip === null ? [] : wordsIn(tip);
        element.dispatchEvent(new Event('pointerleave'));
        return lines;
    });
}

/** Tables are called as in the name of their file. */
const TABLE = new RegExp(`^(${['CSV, ', 'Copy the table '].map(foreign).join('|')})\\w+$`, 'u');

function english(words: readonly string[]): string[] {
    return [...new Set(words.map(text => text.trim()))].filter(text => /[A-Za-z]{2}/u.test(text.replace(TABLE, '').replaceAll(NOTATION, '')));
}

const {a, b} = recorded('compare');

test.each<[string, object, Record<string, unknown>?, ToPage[]?]>([
    ['overview', {tab: 'overview', problems: true, query: GIVEN, engines: [GIVEN], range: {from: '2026-03-14', to: '2026-03-20'}}],
    ['performance', {tab: 'performance'}],
    ['quality', {tab: 'quality'}],
    ['quality without a score', {tab: 'quality'}, {quality: NO_QUALITY}],
    ['trends', {tab: 'trends', trend: 'cost', trendBy: 'model'}],
    ['sessions', {tab: 'sessions', query: GIVEN, days: {from: '2026-03-19', to: '2026-03-19'}}],
    ['session', {tab: 'sessions', session: recorded('session').session.id}],
    ['compare', {tab: 'compare', compareA: a.session.id, compareB: b.session.id}],
    ['compare of nothing', {tab: 'compare'}],
    ['nothing at all', {}, {overview: {...recorded('overview'), period: {...recorded('overview').period, newest: null}}}],
    ['a stopped server', {}, {}, [{kind: 'server', state: 'stopped'}, {kind: 'indexing', done: 1, total: 9}, {kind: 'workspace', trusted: false, folders: []}]],
])('in another language nothing stays in English: %s', async (_, kept, change, greeting) => {
    const words = await said(kept, Object.fromEntries(Object.entries(change ?? {}).map(([report, payload]) => [report, given(payload)])), greeting);
    expect(words.length).toBeGreaterThan(20);
    expect(english(words)).toEqual([]);
});

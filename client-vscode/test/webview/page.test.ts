import {render} from 'lit';
import {beforeEach, describe, expect, test, vi} from 'vitest';
import type {ToHost, ToPage} from '../../src/protocol';
import {App} from '../../webview/app';
import {pageView} from '../../webview/frame/page';
import type {Host} from '../../webview/lib/host';
import {pageState} from '../../webview/lib/pageState';
import {isRecorded, recorded} from './payloads';

vi.stubGlobal('matchMedia', () => ({matches: false, addEventListener: () => undefined, removeEventListener: () => undefined}));

type Answer = (message: Extract<ToHost, {kind: 'ask'}>) => ToPage | null;

const fromRecords: Answer = ({report, seq}) => (isRecorded(report) ? {kind: 'reply', seq, payload: recorded(report)} : null);
let sent: ToHost[] = [];

/** The page as the editor would have it, after all is answered. */
function open(kept: object | null = null, answer: Answer = fromRecords, greeting: readonly ToPage[] = []): {app: App; page: HTMLElement} {
    const page = document.createElement('div');
    document.body.replaceChildren(page);
    let receive: (message: ToPage) => void = () => undefined;
    const host: Host = {
        kind: 'editor', sample: false, load: () => kept, save: () => undefined,
        listen: listener => receive = listener,
        send: message => {
            sent.push(message);
            const reply = message.kind === 'ask' ? answer(message) : null;
            if (reply !== null) waiting.push(reply);
        },
    };
    const waiting: ToPage[] = [{kind: 'workspace', trusted: true, folders: ['/home/mira/tidewatch']}, ...greeting];
    const app = new App(host, ['overview', 'performance', 'trends', 'sessions', 'compare'], () => undefined);
    app.start();
    for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) receive(message);
    render(pageView(app), page);
    return {app, page};
}

const text = (element: Element | null): string => (element?.textContent ?? '').replaceAll(/\s+/gu, ' ').trim();

beforeEach(() => {
    sent = [];
});

describe('the overview', () => {
    // DK1, DK4, DK7: value, change, meaning.
    test('shows each key figure with its change and what it means', () => {
        const {page} = open();
        const cost = page.querySelector('[data-metric="cost"]');
        expect(text(cost)).toContain('$1.74');
        expect(text(cost)).toContain('▼ 6.4%'); // (1.7356 - 1.8548) / 1.8548
        expect(text(cost)).toContain('list prices');
    });

    test('has every block that has something to say', () => {
        const {page} = open();
        const cards = [...page.querySelectorAll('[data-card]')].map(card => card.getAttribute('data-card'));
        expect(cards).toEqual([
            'headline', 'tokens', 'code', 'productivity', 'conversation', 'activity', 'cost', 'models', 'tools', 'files', 'languages',
        ]);
    });

    // DA2
    test('says what rule violations cost, where there are any', () => {
        const overview = recorded('overview');
        const violations = {total: 4, errors: 1, warnings: 1, infos: 2, fixMinutes: 18, estimatedLoss: 30, outstandingLoss: 15, correctionRate: 0.5};
        const {app, page} = open(null, ({seq}) => ({kind: 'reply', seq, payload: {...overview, analytics: {...overview.analytics, violations}}}));
        const card = page.querySelector('[data-card="violations"]');
        expect(text(card)).toContain('~9 min fix');
        expect(text(card)).toContain('$30.00 50.0% corrected');
        card?.querySelector<HTMLElement>('.link')?.click();
        expect(app.place.tab).toBe('quality');
    });

    test('breaks down by project where there are two', () => {
        const overview = recorded('overview');
        const projects = overview.analytics.projects.flatMap(row => [row, {...row, path: '/home/mira/other', project: 'other'}]);
        const payload = {...overview, analytics: {...overview.analytics, projects}};
        const {app, page} = open(null, ({seq}) => ({kind: 'reply', seq, payload}));
        page.querySelectorAll<HTMLElement>('[data-card="projects"] .link')[1]?.click();
        expect(app.place.projects).toEqual(['/home/mira/other']);
    });

    // D10: the newest day with one.
    test('is empty, with the newest day, where the range has no session', () => {
        const none = recorded('overview');
        const {app, page} = open(null, ({seq}) => ({kind: 'reply', seq, payload: {...none, analytics: {...none.analytics, totalSessions: 0}}}));
        expect(pageState(app)).toBe('empty');
        expect(text(page.querySelector('.empty'))).toContain('No sessions in this range. The newest day with one is 2026-03-20');
    });

    // D10: nothing at all.
    test('says so where there is no session at all', () => {
        const none = recorded('overview');
        const payload = {...none, period: {...none.period, newest: null}, analytics: {...none.analytics, totalSessions: 0}};
        const {page} = open(null, message => (message.report === 'problems' ? fromRecords(message) : {kind: 'reply', seq: message.seq, payload}));
        expect(text(page.querySelector('.empty'))).toContain('No sessions found.');
        expect([...page.querySelectorAll('.searched summary, .searched code')].map(text))
            .toEqual(['2 folders searched, 1 of them there', '/home/mira/codex/sessions', '/home/mira/.claude/projects']);
    });

    // D11: of one report.
    test('shows an error with Retry, which asks again', () => {
        const {app, page} = open(null, ({seq}) => ({kind: 'fail', seq, message: 'Internal error E17'}));
        expect(pageState(app)).toBe('error');
        expect(text(page.querySelector('[role="alert"]'))).toContain('Internal error E17');
        const before = sent.length;
        page.querySelector<HTMLElement>('.notice button')?.click();
        expect(sent[before]).toMatchObject({kind: 'ask', report: 'overview'});
    });

    // D9: at once.
    test('draws the last known numbers dimmed until the server answers', () => {
        const snapshot: ToPage = {kind: 'snapshot', payloads: {overview: recorded('overview')}, asOf: '2026-03-19T08:05:00Z'};
        const {app, page} = open(null, () => null, [snapshot]);
        expect(pageState(app)).toBe('loading');
        expect(page.querySelector('.kpis')?.className).toContain('dimmed');
        expect(text(page.querySelector('.as-of'))).toBe('As of 2026-03-19 08:05, refreshing…');
    });
});

describe('banners', () => {
    // X1: a budget that warns is above every tab, one that does not is not.
    test('a budget near its limit is said, with the day it will be crossed', () => {
        const ok = {
            period: 'month', since: '2026-03-01', usd: 100, project: null, model: null, spent: 20, spentLabel: 'priced', share: 0.2,
            state: 'ok', crossesOn: null, crossesAt: null,
        } as const;
        const day = {...ok, period: 'day' as const, crossesOn: '2026-03-03', crossesAt: '15:40'};
        const budgets = [{...ok, spent: 84, share: 0.84, state: 'warning' as const, crossesOn: '2026-03-24'}, ok, day];
        const {page} = open(null, ({seq}) => ({kind: 'reply', seq, payload: {...recorded('overview'), budgets}}));
        const said = [...page.querySelectorAll('[data-banner="budget"]')].map(text);
        expect(said).toEqual([
            'Budget this month: $84.00 of $100.00 (84%), you cross it on ~2026-03-24',
            'Budget today: $20.00 of $100.00 (20%), at this pace you cross it at ~15:40',
        ]);
    });

    test.each<[ToPage, string]>([
        [{kind: 'server', state: 'stopped', reason: 'It ended 5 times.'}, 'not running. It ended 5 times.'],
        [{kind: 'indexing', done: 1240, total: 5000}, 'Indexing 1,240 of 5,000 files, newest first.'],
        [{kind: 'workspace', trusted: false, folders: []}, 'Restricted Mode'],
    ])('%j is said', (message, words) => {
        expect(text(open(null, fromRecords, [message]).page.querySelector('.banners'))).toContain(words);
    });
});

describe('indexing', () => {
    const partial = {done: 1240, total: 5000, completeFrom: '2026-03-02'};

    // D8, D10: nothing is called read or missing that was not looked at.
    test('is neither all read nor without sessions', () => {
        const overview = recorded('overview');
        const none = {...overview, partial, health: {...overview.health, problems: 0}, period: {...overview.period, newest: null}};
        const {page} = open(null, ({report, seq}) => ({kind: 'reply', seq, payload: report === 'overview' ? none : recorded('problems')}));
        expect(text(page.querySelector('.health'))).toBe('1,240 of 5,000 files read');
        expect(text(page.querySelector('.empty'))).toBe('No session has been read yet.');
    });

    // D9: Cancel; what was read stays, and the rest can be read.
    test('can be cancelled and gone on with', () => {
        const {app, page} = open(null, ({seq}) => ({kind: 'reply', seq, payload: {...recorded('overview'), partial}}), [{kind: 'indexing', done: 1240, total: 5000}]);
        const press = (): void => {
            page.querySelector<HTMLElement>('[data-banner=indexing] button')?.click();
            render(pageView(app), page);
        };
        press();
        expect(text(page.querySelector('[data-banner=indexing]'))).toBe('1,240 of 5,000 files were read before you cancelled. Complete from 2026-03-02. Read the Rest');
        press();
        expect(sent.filter(({kind}) => kind === 'command')).toEqual([{kind: 'command', verb: 'cancelIndexing'}, {kind: 'command', verb: 'refresh'}]);
    });
});

describe('the drill-down', () => {
    const id = recorded('session').session.id;

    // DD1, DD3: head, composition, turns.
    test('shows the session, its parts and its turns', () => {
        const {page} = open({tab: 'sessions', session: id});
        expect(text(page.querySelector('.session-title'))).toBe('Release notes and version 1.4');
        expect(page.querySelectorAll('[data-turn]')).toHaveLength(2);
    });

    test('unfolds a turn to its block', () => {
        const {app, page} = open({tab: 'sessions', session: id});
        page.querySelector<HTMLElement>('[data-turn="1"] button')?.click();
        render(pageView(app), page);
        expect(page.querySelector('pre')?.textContent).toMatch(/^Turn 1 — main\n {2}Input: +29 tokens {2}\(\$0\.0001\)\n/u);
    });

    // X5, X6: in the words of the specification.
    test('tells of a turn why the cache missed and what a crossed limit cost', () => {
        const {app, page} = open({tab: 'sessions', session: id});
        expect(text(page.querySelector('[data-turn="2"] .badge'))).toBe('cache miss');
        expect(page.querySelector('[data-turn="1"] .badge')).toBeNull();
        page.querySelector<HTMLElement>('[data-turn="2"] button')?.click();
        render(pageView(app), page);
        const unfolded = text(page.querySelector('tr.unfolded'));
        expect(unfolded).toContain('Cache missed (idle over 5 minutes): 20,000 tokens sent anew, ~$0.1150 more than from the cache.');
        expect(unfolded).toContain('Crossed 200,000 tokens: +$0.4900.');
    });

    test('shows what each agent cost below the one that started it', () => {
        const {app, page} = open({tab: 'sessions', session: id});
        const found = [...page.querySelectorAll('table')].find(one => text(one.querySelector('caption')) === 'Cost of each agent');
        const rows = [...found?.querySelectorAll('tbody tr') ?? []];
        expect(rows.map(row => [...row.querySelectorAll('th, td')].map(text))).toEqual([
            ['main', '20', '9,000', '—', '$0.30', '$0.42'],
            ['Explore', '4', '1,200', '36s', '$0.12', '$0.12'],
            ['codex (helper)', '2', '800', '12s', '$0.05', '$0.05'],
        ]);
        page.querySelector<HTMLButtonElement>('tbody .clip button.link')?.click();
        expect(app.place.session).toBe('codex:019ef35b');
    });

    test('asks for the session and its timeline, and goes back to the list', () => {
        const {app} = open({tab: 'sessions', session: id});
        expect(sent).toContainEqual(expect.objectContaining({report: 'sessionTimeline', params: {id, limit: 2000}}));
        app.back();
        expect(app.place).toMatchObject({tab: 'sessions', session: null});
        expect(sent.at(-1)).toMatchObject({kind: 'ask', report: 'sessions'});
    });
});

test('a change re-asks what is visible and leaves the place alone', () => {
    const {app} = open();
    const {place} = app;
    sent = [];
    app.receive({kind: 'changed', revision: 2});
    expect(sent.filter(({kind}) => kind === 'ask')).toEqual([expect.objectContaining({report: 'overview'})]);
    expect(app.place).toBe(place);
});

// D1: tabs, and the drill-down over Sessions.
test('an unknown tab leads to the overview, a session to the drill-down', () => {
    const {app} = open();
    app.receive({kind: 'show', tab: 'quality', preset: '30d'});
    expect(app.place).toMatchObject({tab: 'overview', range: {preset: '30d'}, session: null});
    app.receive({kind: 'show', tab: 'sessions', session: 'codex:1234'});
    expect(app.place).toMatchObject({tab: 'sessions', session: 'codex:1234'});
});

// U1, D7
test('a range of one\'s own is told to the editor, which a panel opened later comes back to', () => {
    const days = {from: '2026-03-01', to: '2026-03-09'};
    const {app} = open();
    app.go({range: days});
    expect(sent).toContainEqual({kind: 'at', tab: 'overview', days});
    const later = open(null, fromRecords, [{kind: 'show', tab: 'trends', days}]);
    expect(later.app.place).toMatchObject({tab: 'trends', range: days});
});

test('a key figure leads to its trend, one without a trend leads nowhere', () => {
    const overview = recorded('overview');
    const kpis = overview.kpis.map(kpi => (kpi.metric === 'messages' ? {...kpi, metric: 'wall_time'} : kpi));
    const {app, page} = open(null, ({seq}) => ({kind: 'reply', seq, payload: {...overview, kpis}}));
    page.querySelector<HTMLElement>('[data-metric="cost"]')?.click();
    expect(app.place).toMatchObject({tab: 'trends', trend: 'cost'});
    expect(page.querySelector('[data-metric="wall_time"]')?.localName).toBe('div');
});

describe('performance', () => {
    test('asks by model or agent, and draws the chosen row', () => {
        const {app, page} = open({tab: 'performance'});
        const rows = [...page.querySelectorAll('tr.chosen')].map(row => text(row.querySelector('th')));
        expect(rows).toEqual(['claude-opus-4-7', 'claude-opus-4-7']); // most measured: a row for each kind
        [...page.querySelectorAll<HTMLElement>('[aria-label="Latency by"] button')].at(-1)?.click();
        expect(sent.at(-1)).toMatchObject({kind: 'ask', report: 'performance', params: {by: 'agent', row: null}});
        expect(app.place.latencyBy).toBe('agent');
    });

    test('a slow day leads to its sessions', () => {
        const hint = {
            name: 'gpt-5.4', kind: 'ttft', date: '2026-03-18', n: 6, p50Ms: 4100, usualMs: 1600, modelBefore: null, model: null,
            text: 'TTFT of gpt-5.4 on 03-18: 4.1 s, usually 1.6 s. Same model: the provider may be slow.',
        } as const;
        const {app, page} = open({tab: 'performance'}, message => message.report === 'performance'
            ? {kind: 'reply', seq: message.seq, payload: {...recorded('performance'), hints: [hint]}} : fromRecords(message));
        page.querySelector<HTMLElement>('.hints button')?.click();
        expect(app.place).toMatchObject({tab: 'sessions', days: {from: '2026-03-18', to: '2026-03-18'}});
    });

    test('says why there is nothing to show', () => {
        const none = {...recorded('performance'), latency: [], series: [], tools: [], throughput: {...recorded('performance').throughput, n: 0}};
        const {page} = open({tab: 'performance'}, message => message.report === 'performance'
            ? {kind: 'reply', seq: message.seq, payload: none} : fromRecords(message));
        for (const words of ['No engine used here records', 'No request of this scope has both', 'No tool was called', 'No agent CLI was started']) {
            expect(text(page.querySelector('.cards'))).toContain(words);
        }
    });
});

describe('trends', () => {
    // DT1: four charts.
    test('has four charts in as many questions, and any metric by what it can be told apart', () => {
        const {page} = open({tab: 'trends', trend: 'avg_duration', trendBy: 'model'});
        const asked = sent.flatMap(message => (message.kind === 'ask' && message.report === 'trends' ? [message.params] : []));
        expect(asked[0]).toMatchObject({metrics: ['avg_duration'], by: null}); // a duration is of no model
        expect(asked.slice(0, 4).map(({metrics}) => metrics?.[0])).toEqual(['avg_duration', 'sessions', 'cost', 'total_tokens']);
        expect([...page.querySelectorAll('#chosen-trend select')[1]?.children ?? []].map(text)).toEqual(['nothing', 'engine', 'project']);
    });

    // D6: a click.
    test('a column leads to its sessions', () => {
        const {app, page} = open({tab: 'trends'});
        page.querySelector('sightline-plot')?.dispatchEvent(new CustomEvent('pick', {detail: '2026-03-18'}));
        expect(app.place).toMatchObject({tab: 'sessions', days: {from: '2026-03-18', to: '2026-03-18'}});
    });
});

describe('compare', () => {
    const {a, b} = recorded('compare');
    const pair = {tab: 'compare', compareA: a.session.id, compareB: b.session.id};

    test('asks nothing before there are two', () => {
        const {page} = open({tab: 'compare', compareA: a.session.id});
        expect(text(page.querySelector('.empty'))).toContain('Choose two sessions.');
        expect(sent).not.toContainEqual(expect.objectContaining({report: 'compare'}));
    });

    test('sets figures side by side, and swaps', () => {
        const {app, page} = open(pair);
        const cost = [...page.querySelectorAll('tr')].find(row => text(row.querySelector('th')) === 'Cost' && row.querySelector('td') !== null);
        expect([...cost?.querySelectorAll('td') ?? []].map(text)).toEqual(['$0.07', '$0.19', '+$0.11', '+156.1%']); // 0.1853 - 0.0724
        expect(cost?.querySelector('.bad')).not.toBeNull();
        page.querySelector<HTMLElement>('.pickers button')?.click();
        expect(app.place).toMatchObject({compareA: b.session.id, compareB: a.session.id});
    });

    test('never shows the pair before under the names of this one', () => {
        const {app, page} = open(pair);
        app.go({compareB: 'codex:another'});
        render(pageView(app), page);
        expect(text(page)).not.toContain('156.1%');
    });
});

const HOSTILE = [
    '<img src=x onerror="globalThis.hit=1">', '</script><script>globalThis.hit=1</script>', '"><svg onload=globalThis.hit=1>',
    'javascript:globalThis.hit=1', '${globalThis.hit=1}', '{{constructor.constructor("hit=1")()}}',
];

/** The value with every text in it replaced, but for the words of closed lists and instants. */
function poisoned(value: unknown, poison: string): unknown {
    if (Array.isArray(value)) return value.map(one => poisoned(one, poison));
    if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, FREE.has(key) ? poison : poisoned(inner, poison)]));
    }
    return value;
}

const PAIR = {tab: 'compare', compareA: recorded('compare').a.session.id, compareB: recorded('compare').b.session.id};

const FREE = new Set([
    'name', 'split', 'server', 'text', 'path', 'helper',
    'title', 'project', 'projectPath', 'model', 'agent', 'branch', 'tool', 'file', 'language', 'reason', 'engine', 'help', 'note', 'longestTool',
    'nativeId', 'provider', 'version', 'outcome', 'hint',
]);

test.each(HOSTILE)('text from session files stays text: %s', poison => {
    const answer: Answer = ({report, seq}) =>
        (isRecorded(report) ? {kind: 'reply', seq, payload: poisoned(recorded(report), poison) as ReturnType<typeof recorded>} : null);
    const {session: {id}} = recorded('session');
    const places = [{}, {tab: 'sessions', session: id, problems: true}, {tab: 'performance'}, {tab: 'trends', trendBy: 'project'}, PAIR];
    const clean = places.map(kept => elements(open(kept).page));
    const dirty = places.map(kept => elements(open(kept, answer).page));
    expect(dirty).toEqual(clean);
    expect(globalThis).not.toHaveProperty('hit');
});

/** The kinds of elements there are, and whether any listens by attribute. */
function elements(page: HTMLElement): string[] {
    const all = [...page.querySelectorAll('*')];
    const listening = all.filter(element => element.getAttributeNames().some(name => name.startsWith('on')));
    return [...new Set(all.map(({localName}) => localName)), ...listening.map(({localName}) => `${localName} listens`)].sort();
}

describe('a search', () => {
    const HIT = {
        id: 'claude_code:x', title: 'Owls', engine: 'claude_code', project: null, updatedAt: '2026-03-19T08:05:00Z',
        path: '/home/mira/x.jsonl', line: 7, excerpt: 'an 🦉 owl', start: 5, end: 8,
    };

    // D4: over everything the page shows, with a chip that removes it.
    test('narrows every report and is a chip', () => {
        const {app, page} = open({tab: 'sessions', query: 'owl'});
        const asked = sent.filter(message => message.kind === 'ask');
        expect(asked.map(({report}) => report)).toEqual(['overview', 'sessions', 'searchContent']);
        expect(asked.map(({params}) => 'query' in params && params.query)).toEqual(['owl', 'owl', 'owl']);
        page.querySelector<HTMLElement>('[aria-label="Remove filter Search: owl"]')?.click();
        expect(app.place.query).toBe('');
    });

    test('shows sessions that say it, as they are found', () => {
        const {app, page} = open({tab: 'sessions', query: 'owl'});
        const seq = app.asks.slot('searchContent').seq;
        app.receive({kind: 'part', seq, part: {hits: [HIT], searched: 3, total: 9}});
        render(pageView(app), page);
        expect(text(page.querySelector('.hits'))).toContain('Owls claude_code · 2026-03-19');
        expect(page.querySelector('.hits mark')?.textContent).toBe('owl');
        expect(text(page)).toContain('1 session so far, 3 of 9 searched');
        const payload = {
            generatedAt: '', revision: 1, partial: null, queryErrors: [], hits: [], searched: 9, total: 9, unreadable: 2, truncated: false, hint: null,
        };
        app.receive({kind: 'reply', seq, payload});
        render(pageView(app), page);
        expect(text(page)).toContain('1 session; 2 sessions kept in databases cannot be searched');
        page.querySelector<HTMLElement>('.hits .excerpt')?.click();
        expect(sent.at(-1)).toEqual({kind: 'open', path: HIT.path, line: 7});
    });

    // DP4: a click anywhere in a tool's row leads to its sessions.
    test.each(['overview', 'performance'])('begins with a tool of %s', tab => {
        const {app, page} = open({tab, query: 'owl'});
        const table = [...page.querySelectorAll('table')].find(one => /^Tool/u.test(text(one.querySelector('caption'))));
        table?.querySelector<HTMLElement>('tr.act td')?.click();
        expect(app.place.tab).toBe('sessions');
        expect(app.place.query).toMatch(/^owl tool:"[A-Z]\w+"$/u);
    });

    // DS3: filters that are words of the query.
    test('is begun by a filter, or joined by a flag', async () => {
        const {app, page} = open({tab: 'sessions', query: 'owl'});
        const choice = (title: string): HTMLElement | undefined =>
            [...page.querySelectorAll<HTMLElement>('[aria-label="Filter"] button')].find(one => text(one) === title);
        const box = page.querySelector('sightline-search');
        await box?.updateComplete;
        choice('has:error')?.click();
        expect(app.place.query).toBe('owl has:error');
        choice('branch:…')?.click();
        expect(box?.querySelector('input')?.value).toBe('owl branch:');
    });

    // DS3
    test('is narrowed by a status and the least cost', () => {
        const {app, page} = open({tab: 'sessions', query: 'owl'});
        const choose = (selector: string, value: string): void => {
            const control = page.querySelector<HTMLInputElement>(selector);
            if (control !== null) control.value = value;
            control?.dispatchEvent(new Event('change'));
        };
        choose('select[name=status]', 'archived');
        choose('input[name=cost]', '4');
        expect(app.place.query).toBe('owl status:archived cost:>=1');
        choose('input[name=cost]', '0');
        expect(app.place.query).toBe('owl status:archived');
    });

    // D4
    test('has the agents there are, and asks with those chosen', () => {
        const {app, page} = open();
        const agents = [...page.querySelectorAll('details.menu')].find(menu => text(menu).startsWith('Agent'));
        agents?.setAttribute('open', '');
        agents?.dispatchEvent(new Event('toggle'));
        agents?.querySelectorAll('input')[1]?.click();
        expect(app.scope.agents).toEqual(['reviewer']);
        render(pageView(app), page);
        expect(text(page.querySelector('.chips'))).toContain('Agent: reviewer');
    });

    test('begins with a model of the overview', () => {
        const {app, page} = open();
        const table = [...page.querySelectorAll('table')].find(one => text(one.querySelector('caption')) === 'Model usage');
        table?.querySelector<HTMLElement>('tr.act button')?.click();
        expect(app.place).toMatchObject({tab: 'sessions', models: [expect.stringContaining('claude')]});
    });
});

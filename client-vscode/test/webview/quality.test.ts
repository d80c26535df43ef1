import {render} from 'lit';
import {expect, test, vi} from 'vitest';
import type {QualityPayload} from '../../src/payloads';
import {App} from '../../webview/app';
import {findingsPlot, spreadPlot} from '../../webview/charts/quality';
import {pageView} from '../../webview/frame/page';
import {qualityExport} from '../../webview/lib/exports';
import {recorded} from './payloads';

vi.stubGlobal('matchMedia', () => ({matches: false, addEventListener: () => undefined, removeEventListener: () => undefined}));

const mean = {mean: null, n: 0, label: 'unknown'} as const;
const none: QualityPayload = {
    generatedAt: '2026-03-20T12:00:00Z', revision: 1, partial: null, queryErrors: [], period: recorded('overview').period,
    scores: {overall: mean, style: mean, logic: mean, security: mean}, scored: 0, sessionCount: 11,
    distribution: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], phases: [{phase: 'style', weight: 0.4, mean: null, n: 0, missing: 0}],
    sessions: [], total: 0, nextCursor: null, findings: [], daily: [], reviewers: [], rulesProblem: null,
};
const some: QualityPayload = {
    ...none, scored: 1, distribution: [0, 0, 0, 0, 0, 0, 1, 0, 0, 0], total: 1,
    sessions: [{
        id: 'claude_code:one', title: 'Fix the tide table', engine: 'claude_code', overall: 60, style: null, logic: 60, security: null,
        partial: 'partial (no style and no security review)', sources: ['agent'], at: '2026-03-20T11:00:00Z',
    }],
    findings: [{source: 'ruff', rule: 'S105', severity: 'error', count: 2, corrected: 1, minutes: 18, loss: null, session: 'claude_code:one', file: 'src/tide.py', path: '/home/mira/tidewatch/src/tide.py', line: 7}],
    daily: [{date: '2026-03-20', errors: 2, warnings: 1, infos: 0, mean: 60, movingAverage: 60}],
};

function open(payload: QualityPayload): {app: App; page: HTMLElement} {
    const page = document.createElement('div');
    let receive: (message: never) => void = () => undefined;
    const app = new App({
        kind: 'editor', sample: false, load: () => ({tab: 'quality'}), save: () => undefined,
        listen: listener => receive = listener as typeof receive,
        send: message => {
            if (message.kind !== 'ask') return;
            const answer = message.report === 'quality' ? payload : message.report === 'overview' ? recorded('overview') : null;
            if (answer !== null) queueMicrotask(() => receive({kind: 'reply', seq: message.seq, payload: answer} as never));
        },
    }, ['overview', 'quality', 'sessions'], () => undefined);
    app.start();
    receive({kind: 'workspace', trusted: true, folders: []} as never);
    return {app, page};
}

const drawn = async (payload: QualityPayload): Promise<{app: App; page: HTMLElement}> => {
    const found = open(payload);
    await new Promise(resolve => setTimeout(resolve));
    render(pageView(found.app), found.page);
    return found;
};
const text = (element: Element | null): string => (element?.textContent ?? '').replaceAll(/\s+/gu, ' ');

test('without a score the tab says where scores come from', async () => {
    const {page} = await drawn(none);
    expect(text(page)).toContain('None of 11 sessions has a score.');
});

test('a scored session opens, and what was not measured is a dash', async () => {
    const {app, page} = await drawn(some);
    const row = [...page.querySelectorAll('tr')].find(one => text(one).includes('Fix the tide table'));
    expect(text(row ?? null)).toMatch(/60 partial—60—/u);
    row?.click();
    expect(app.place.session).toBe('claude_code:one');
});

test('scores are spread over tens, findings over days by severity', () => {
    expect(spreadPlot(some)?.series[0]?.values.map(({value}) => value)).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
    expect(findingsPlot(some)?.series.map(({name, values}) => [name, values[0]?.value])).toEqual([['Errors', 2], ['Warnings', 1], ['Info', 0]]);
    expect([spreadPlot(none), findingsPlot(none)]).toEqual([null, null]);
});

test('each table of the tab is exported', () => {
    expect(qualityExport(some, {}).tables.map(({name, rows}) => [name, rows.length])).toEqual([
        ['sessions', 1], ['phases', 1], ['rules', 1], ['daily', 1], ['reviewers', 0],
    ]);
});

test('the newest place of a rule opens its file at the line, and not the session', async () => {
    const {app, page} = await drawn(some);
    const opened = vi.spyOn(app, 'openFile').mockImplementation(() => undefined);
    const session = vi.spyOn(app, 'openSession');
    [...page.querySelectorAll('button')].find(one => text(one) === 'src/tide.py:7')?.click();
    expect(opened).toHaveBeenCalledWith('/home/mira/tidewatch/src/tide.py', 7);
    expect(session).not.toHaveBeenCalled();
});

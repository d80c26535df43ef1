import {render} from 'lit';
import {expect, test, vi} from 'vitest';
import type {QualityPayload} from '../../src/payloads';
import {App} from '../../webview/app';
import {findingsPlot, spreadPlot} from '../../webview/charts/quality';
import {pageView} from '../../webview/frame/page';
import {qualityExport} from '../../webview/lib/exports';
import {NO_QUALITY as none, QUALITY as some, recorded} from './payloads';

vi.stubGlobal('matchMedia', () => ({matches: false, addEventListener: () => undefined, removeEventListener: () => undefined}));

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

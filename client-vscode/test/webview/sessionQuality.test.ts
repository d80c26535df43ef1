import {render} from 'lit';
import {expect, test, vi} from 'vitest';
import type {SessionPayload} from '../../src/payloads';
import type {ToHost} from '../../src/protocol';
import {App} from '../../webview/app';
import {qualityPanel} from '../../webview/tabs/session/quality';
import {recorded} from './payloads';

vi.stubGlobal('matchMedia', () => ({matches: false, addEventListener: () => undefined, removeEventListener: () => undefined}));

const session = recorded('session');

function drawn(payload: SessionPayload = session, kind: 'editor' | 'file' = 'editor'): {app: App; page: HTMLElement; sent: ToHost[]} {
    const page = document.createElement('div');
    const sent: ToHost[] = [];
    const app = new App({
        kind, sample: false, load: () => null, save: () => undefined, listen: () => undefined, send: message => sent.push(message),
    }, ['sessions'], () => render(qualityPanel(app, payload), page));
    app.draw();
    return {app, page, sent};
}

const text = (element: Element | null): string => (element?.textContent ?? '').replaceAll(/\s+/gu, ' ').trim();
const rows = (page: Element, caption: string): string[] =>
    [...page.querySelectorAll('table')].filter(one => text(one.querySelector('caption')) === caption).flatMap(one => [...one.querySelectorAll('tbody tr')])
        .map(row => [...row.children].map(text).join(' '));
const press = (page: Element, words: string): void =>
    [...page.querySelectorAll('button')].find(one => text(one).includes(words))?.click();

// DD6: phases, history, reviews with superseded ones and their texts.
test('the score before and after stand below each other, newest first, the older one replaced', () => {
    const [after, before, first] = rows(drawn().page, 'Reviews');
    expect(after).toMatch(/Security 100 — 0 0 0 78 /u);
    expect(before).toMatch(/Security 55 replaced — 1 0 0 59 /u);
    expect(first).toMatch(/^code-logic-reviewer Logic 62 Needs revision 1 2 0 62 /u);
});

test('a phase that no tool looked at is not measured, never 100', () => {
    const style = [...drawn().page.querySelectorAll('.figure')].find(one => one.getAttribute('aria-label')?.includes('Style') === true);
    expect(text(style?.querySelector('.value') ?? null)).toBe('—');
    expect(text(style?.querySelector('.note') ?? null)).toBe('weighs 40.0%, not measured');
});

test('a finding opens its file at its line', () => {
    const {page, sent} = drawn();
    press(page, 'src/notes.ts:12');
    expect(sent).toEqual([{kind: 'open', path: '/home/mira/tidewatch/src/notes.ts', line: 12}]);
});

test('a review is asked for its text when it is chosen, which is shown as text', () => {
    const {app, page} = drawn();
    const once = vi.fn().mockResolvedValue({text: '<img src=x onerror=alert(1)>', nextOffset: null, hint: null});
    app.asks.once = once;
    press(page, 'code-logic-reviewer');
    const shown = page.querySelector<HTMLElement & {load: (offset: number) => Promise<unknown>}>('sightline-item-text');
    void shown?.load(0);
    expect(once).toHaveBeenCalledWith('sessionReview', {id: session.session.id, reviewId: 'review:1:logic', offset: 0});
    expect(page.querySelector('img')).toBeNull();
});

test('a review is run for this session, and not where the workspace is not trusted', () => {
    const {app, page, sent} = drawn();
    press(page, 'Review This Session');
    expect(sent).toEqual([{kind: 'review', act: 'run', ids: [session.session.id]}]);
    app.workspace = {trusted: false, folders: []};
    app.draw();
    expect([...page.querySelectorAll('button')].find(one => text(one) === 'Review This Session')?.disabled).toBe(true);
});

test('in a file nothing can be run or opened', () => {
    expect([...drawn(session, 'file').page.querySelectorAll('button:not(.copy)')]).toEqual([]);
});

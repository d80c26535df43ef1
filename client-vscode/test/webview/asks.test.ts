import {beforeEach, describe, expect, test, vi} from 'vitest';
import type {Ask, ToHost} from '../../src/protocol';
import {Asks} from '../../webview/lib/asks';
import {toPage} from '../../webview/lib/toPage';
import {recorded} from './payloads';

let sent: ToHost[] = [];
let asks: Asks;
const asked = (): Ask[] => sent.filter(message => message.kind === 'ask');
const last = (): number => asked().at(-1)?.seq ?? 0;

beforeEach(() => {
    sent = [];
    asks = new Asks(message => sent.push(message), () => undefined);
});

test('the same question is asked once, another one cancels it', () => {
    asks.want('overview', {range: {preset: '7d'}});
    asks.want('overview', {range: {preset: '7d'}, models: []});
    expect(sent).toHaveLength(1);
    asks.want('overview', {range: {preset: '30d'}});
    expect(sent.map(({kind}) => kind)).toEqual(['ask', 'cancel', 'ask']);
});

// D3: of another scope.
test('a stale reply is dropped', () => {
    asks.want('overview', {range: {preset: '7d'}});
    const first = last();
    asks.want('overview', {range: {preset: '30d'}});
    asks.reply(first, recorded('overview'));
    expect(asks.slot('overview').payload).toBeNull();
    asks.reply(last(), recorded('overview'));
    expect(asks.slot('overview')).toMatchObject({stale: false, seq: 0, error: null});
});

test('an error keeps the last numbers and is not asked again by itself', () => {
    asks.want('overview', {});
    asks.reply(last(), recorded('overview'));
    asks.again('overview');
    asks.fail(last(), 'Cache busy.');
    asks.want('overview', {});
    expect(asks.slot('overview')).toMatchObject({error: 'Cache busy.', payload: recorded('overview')});
    expect(asked()).toHaveLength(2);
});

// DS4: pages.
test('further pages join the rows that are there', () => {
    const page = {...recorded('sessions'), nextCursor: 3};
    asks.want('sessions', {limit: 3});
    asks.reply(last(), page);
    asks.more('sessions');
    expect(asked().at(-1)?.params).toEqual({limit: 3, cursor: 3});
    asks.reply(last(), {...page, nextCursor: null});
    expect(asks.slot('sessions').payload?.rows).toHaveLength(page.rows.length * 2);
    asks.more('sessions');
    expect(asked()).toHaveLength(2);
});

test('a report can be asked several things at once, each with its own answer', () => {
    asks.want('trends', {metrics: ['cost']}, 'cost');
    asks.want('trends', {metrics: ['sessions']}, 'sessions');
    asks.reply(last(), recorded('trends'));
    expect([asks.slot('trends', 'cost').payload, asks.slot('trends', 'sessions').payload]).toEqual([null, recorded('trends')]);
    asks.again('trends');
    expect(asked().slice(2).map(({params}) => params)).toEqual([{metrics: ['cost']}, {metrics: ['sessions']}]);
});

// D9: loading.
test('what is slow is said after 300 ms', () => {
    vi.useFakeTimers();
    asks.want('overview', {});
    expect(asks.slow).toBe(false);
    vi.advanceTimersByTime(300);
    expect(asks.slow).toBe(true);
    asks.reply(last(), recorded('overview'));
    expect(asks.slow).toBe(false);
    vi.useRealTimers();
});

describe('messages of the host', () => {
    test('that fit the protocol are taken', () => {
        expect(toPage({kind: 'reply', seq: 1, payload: {}})).toEqual({kind: 'reply', seq: 1, payload: {}});
    });

    test.each([
        null, 'reply', {}, {kind: 'eval'}, {kind: 'reply', seq: '1', payload: {}}, {kind: 'fail', seq: 1}, {kind: 'constructor'},
        {kind: 'workspace', trusted: true, folders: [1]}, {kind: 'server', state: 'gone'},
    ])('%j is dropped', message => expect(toPage(message)).toBeNull());
});

import {expect, test} from 'vitest';
import {rootRows, sessionDescription, sessionTooltip} from '../src/sessionRows';
import {session, status} from './samples';

// U5: the order of rows.
test('Open Analytics stands first, even without any session', () => {
    expect(rootRows(null, [], 0)).toEqual([{kind: 'open'}]);
});

test('today and seven days follow with cost, sessions and tokens', () => {
    const totals = rootRows(status(), [], 0).filter(row => row.kind === 'total');
    expect(totals.map(({title, description}) => [title, description])).toEqual([
        ['Today', '$4.12 · 2 sessions · 1.5K tokens'], ['7 days', '$20.00 · 9 sessions · 1.5K tokens'],
    ]);
});

test('sessions stand under the day of their last activity in the zone', () => {
    const sessions = [session('a'), session('b', {updatedAt: '2026-11-20T23:59:59Z'}), session('c', {updatedAt: null})];
    const days = rootRows(status(), sessions, 3).filter(row => row.kind === 'day');
    expect(days.map(({title, sessions: members}) => [title, members.length])).toEqual([
        ['Today', 1], ['2026-11-20', 1], ['Undated', 1],
    ]);
});

test('pinned sessions stand in a group of their own above the days, and there alone', () => {
    const rows = rootRows(status(), [session('p', {pinned: true}), session('a')], 2);
    const groups = rows.filter(row => row.kind === 'pinned' || row.kind === 'day');
    expect(groups.map(({title, sessions: members}) => [title, members.map(({id}) => id)])).toEqual([['Pinned', ['p']], ['Today', ['a']]]);
});

test('what is not loaded can be loaded', () => {
    expect(rootRows(status(), [session('a')], 51).at(-1)).toEqual({kind: 'more', left: 50}); // 51 - 1
    expect(rootRows(status(), [session('a')], 1).at(-1)?.kind).toBe('day');
});

test('a session says its cost and how long ago it was', () => {
    const now = new Date('2026-11-21T14:00:00Z');
    expect(sessionDescription(session('a'), now)).toBe('$0.42 · 3 h ago'); // 14:00 - 11:00
});

test('its tooltip breaks the cost down', () => {
    expect(sessionTooltip(session('a'))).toContain('Input 1,200 · Output 300 · Sum 1,500 tokens');
});

import {expect, test} from 'vitest';
import {Restarts} from '../src/restarts';

test('the fifth crash within three minutes is the last', () => {
    const restarts = new Restarts();
    const answers = [0, 1, 2, 3, 4].map(second => restarts.mayRestart(second * 1000));
    expect(answers).toEqual([true, true, true, true, false]);
});

test('crashes older than three minutes do not count', () => {
    const restarts = new Restarts();
    const minutes = [0, 1, 2, 3, 4, 5, 6, 7];
    expect(minutes.map(minute => restarts.mayRestart(minute * 60_000))).not.toContain(false);
});

test('after a start by the user four crashes are borne again', () => {
    const restarts = new Restarts();
    for (let crash = 0; crash < 5; crash += 1) restarts.mayRestart(0);
    restarts.forget();
    expect(restarts.mayRestart(1)).toBe(true);
});

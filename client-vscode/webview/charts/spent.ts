/** DC2: what two sessions had cost so long after they began. Pure. */

import type {ComparePayload} from '../../src/payloads';
import {t} from '../../common/words';
import {fineMoney, shortDuration} from '../lib/format';
import {axisText, type Plot, type PlotColumn, type PlotValue} from './plot';

/** Columns of the chart. */
const STEPS = 60;

type Points = ComparePayload['spentA'];

/** Both on one clock; null where neither has a known cost at a known time. */
export function spentPlot({a, b, spentA, spentB}: Pick<ComparePayload, 'a' | 'b' | 'spentA' | 'spentB'>): Plot | null {
    const end = Math.max(spentA.at(-1)?.elapsedMs ?? 0, spentB.at(-1)?.elapsedMs ?? 0);
    if (spentA.length + spentB.length === 0) return null;
    const moments = end === 0 ? [0] : Array.from({length: STEPS + 1}, (_, at) => Math.ceil(end * at / STEPS));
    const columns = moments.map((ms): PlotColumn => ({key: String(ms), tick: shortDuration(ms), title: t('After {0}', shortDuration(ms)), more: []}));
    const line = (name: string, colour: string, points: Points): Plot['series'][number] => ({
        name, colour, shape: 'line', stacked: false, dashed: false,
        values: moments.map(ms => spentBy(points, ms, end / STEPS)),
    });
    return {
        title: t('Cumulative cost'), measure: t('USD since the first event'), head: t('Elapsed'), whole: false, tickText: axisText('USD'), columns,
        series: [line('A', 'blue', spentA), line('B', 'orange', spentB)], marks: [],
        summary: t('Cumulative cost: A, {0}, {1} after {2}; B, {3}, {4} after {5}.',
            a.session.title, fineMoney(spentA.at(-1)?.cost ?? null), lengthOf(spentA),
            b.session.title, fineMoney(spentB.at(-1)?.cost ?? null), lengthOf(spentB)),
    };
}

/** The last known sum at a moment; nothing before the first or a step after the last. */
function spentBy(points: Points, ms: number, step: number): PlotValue {
    const last = points.at(-1);
    const now = points.findLast(({elapsedMs}) => elapsedMs <= ms);
    if (now === undefined || last === undefined || ms - last.elapsedMs >= Math.max(step, 1)) return {value: null, text: '—', label: 'unknown'};
    return {value: now.cost, text: fineMoney(now.cost), label: 'priced'};
}

function lengthOf(points: Points): string {
    return shortDuration(points.at(-1)?.elapsedMs ?? null);
}

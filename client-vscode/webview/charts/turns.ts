/** Context and cache turn by turn. Pure. */

import type {SessionPayload, TurnRow} from '../../src/payloads';
import {compact, count, ratio} from '../lib/format';
import {axisText, type Plot, type PlotColumn, type PlotSeries, plotSummary, type PlotValue} from './plot';

/** How full the context was at most in each turn; null where no turn tells. */
export function contextPlot({facts: {contextWindow}, turns}: SessionPayload): Plot | null {
    const values = turns.map(({contextTokens}): PlotValue => contextTokens === null ? GAP : {
        value: contextTokens, label: 'exact',
        text: `${count(contextTokens)} tokens${contextWindow === null ? '' : `, ${ratio(contextTokens / contextWindow)} of the window`}`,
    });
    if (turns.length < 2 || values.every(({value}) => value === null)) return null;
    const marks = turns.flatMap(({marks: found}, at) => (found.includes('compaction') ? [{at, text: 'The context was compacted.'}] : []));
    const measure = contextWindow === null ? 'tokens' : `tokens, window ${compact(contextWindow)}`;
    return plot('Context per turn', measure, turns, marks, [{name: 'Context', shape: 'bar', colour: 'blue', stacked: false, dashed: false, values}]);
}

/** What each turn sent, by how it was billed; null where no turn tells. */
export function cachePlot({turns}: SessionPayload): Plot | null {
    const parts: [string, string, (turn: TurnRow) => number | null][] = [
        ['Cache read', 'green', ({parts: all}) => all.cacheReadTokens],
        ['Cache write', 'orange', ({parts: all}) => all.cacheWriteTokens],
        ['Input', 'blue', ({parts: all}) => all.inputTokens],
    ];
    const series = parts.map(([name, colour, of]): PlotSeries => ({
        name, colour, shape: 'bar', stacked: true, dashed: false,
        values: turns.map((turn): PlotValue => ({value: of(turn), text: `${count(of(turn))} tokens`, label: 'exact'})),
    }));
    if (turns.length < 2 || series.every(({values}) => values.every(({value}) => value === 0 || value === null))) return null;
    return plot('Cache per turn', 'tokens sent', turns, [], series);
}

const GAP: PlotValue = {value: null, text: '—', label: 'unknown'};

function plot(title: string, measure: string, turns: readonly TurnRow[], marks: Plot['marks'], series: readonly PlotSeries[]): Plot {
    const columns = turns.map(({agent, model, number}): PlotColumn => ({
        key: String(number), tick: number === 0 ? 'before' : String(number), title: number === 0 ? 'Before the first turn' : `Turn ${number}`,
        more: [`${agent}${model === null ? '' : `, ${model}`}`],
    }));
    return {
        title, measure, head: 'Turns', whole: true, tickText: axisText('tok'), columns, series, marks,
        summary: plotSummary(title, columns, series[0]?.values ?? []),
    };
}

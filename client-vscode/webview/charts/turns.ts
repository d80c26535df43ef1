/** Context and cache turn by turn. Pure. */

import type {SessionPayload, TurnRow} from '../../src/payloads';
import {t} from '../../common/words';
import {compact, count, counted, ratio} from '../lib/format';
import {axisText, type Plot, type PlotColumn, type PlotSeries, plotSummary, type PlotValue} from './plot';

/** How full the context was at most in each turn; null where no turn tells. */
export function contextPlot({facts: {contextWindow}, turns}: SessionPayload): Plot | null {
    const values = turns.map(({contextTokens}): PlotValue => contextTokens === null ? GAP : {
        value: contextTokens, label: 'exact',
        text: contextText(contextTokens, contextWindow),
    });
    if (turns.length < 2 || values.every(({value}) => value === null)) return null;
    const marks = turns.flatMap(({marks: found}, at) => (found.includes('compaction') ? [{at, text: t('The context was compacted.')}] : []));
    const measure = contextWindow === null ? t('tokens') : t('tokens, window {0}', compact(contextWindow));
    return plot(t('Context per turn'), measure, turns, marks, [{name: t('Context'), shape: 'bar', colour: 'blue', stacked: false, dashed: false, values}]);
}

/** `12,480 tokens, 6.2% of the window`. */
export function contextText(tokens: number, window: number | null): string {
    const sum = counted(tokens, 'token');
    return window === null ? sum : t('{0}, {1} of the window', sum, ratio(tokens / window));
}

/** What each turn sent, by how it was billed; null where no turn tells. */
export function cachePlot({turns}: SessionPayload): Plot | null {
    const parts: [string, string, (turn: TurnRow) => number | null][] = [
        [t('Cache read'), 'green', ({parts: all}) => all.cacheReadTokens],
        [t('Cache write'), 'orange', ({parts: all}) => all.cacheWriteTokens],
        [t('Input'), 'blue', ({parts: all}) => all.inputTokens],
    ];
    const series = parts.map(([name, colour, of]): PlotSeries => ({
        name, colour, shape: 'bar', stacked: true, dashed: false,
        values: turns.map((turn): PlotValue => ({value: of(turn), text: t('{0} tokens', count(of(turn))), label: 'exact'})),
    }));
    if (turns.length < 2 || series.every(({values}) => values.every(({value}) => value === 0 || value === null))) return null;
    return plot(t('Cache per turn'), t('tokens sent'), turns, [], series);
}

const GAP: PlotValue = {value: null, text: '—', label: 'unknown'};

function plot(title: string, measure: string, turns: readonly TurnRow[], marks: Plot['marks'], series: readonly PlotSeries[]): Plot {
    const columns = turns.map(({agent, model, number}): PlotColumn => ({
        key: String(number), tick: number === 0 ? t('before') : String(number), title: number === 0 ? t('Before the first turn') : t('Turn {0}', number),
        more: [`${agent}${model === null ? '' : `, ${model}`}`],
    }));
    return {
        title, measure, head: t('Turns'), whole: true, tickText: axisText('tok'), columns, series, marks,
        summary: plotSummary(title, columns, series[0]?.values ?? []),
    };
}

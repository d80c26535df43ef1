/** Draws columns and lines; the pointer and the arrow keys go from column to column, click and Enter pick one. */

import type {EChartsType} from 'echarts/core';
import {html, nothing, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import {css, themeColour} from '../lib/css';
import type {Theme} from '../lib/theme';
import {ChartElement, mayMove, tooltipOf} from './chartElement';
import {type Plot, plotLines, type PlotSeries} from './plot';
import {t} from '../../common/words';

/** The least height is for little, not for nothing. */
const NOTHING = {value: 0, itemStyle: {opacity: 0}};
/** With more columns than these, points of lines are small. */
const MANY = 40;

/** What is said of picking a column. */
export interface Picks {
    click: string;
    keys: string;
}

const SHOWS_SESSIONS: Picks = {
    click: t('A click shows its sessions'), keys: t('Arrow keys go from column to column, Enter shows its sessions.'),
};

@customElement('sightline-plot')
export class PlotChart extends ChartElement {
    @property({attribute: false}) plot!: Plot;
    @property({type: Boolean}) pickable = false;
    /** What a click and Enter do. */
    @property({attribute: false}) picks: Picks = SHOWS_SESSIONS;
    /** The column under the keyboard's cursor. */
    @state() private at: number | null = null;
    /** Names of series that were switched off. */
    @state() private off: ReadonlySet<string> = new Set();
    protected readonly renderer = 'svg';

    protected override render(): TemplateResult {
        const {columns, head, measure, series, summary, title} = this.plot;
        return html`
            ${series.length > 1 ? this.#legend() : nothing}
            <div class="chart" tabindex="0" role="group" aria-roledescription=${t('chart')}
                aria-label=${`${summary} ${this.pickable ? this.picks.keys : t('Arrow keys go from column to column.')}`}
                @keydown=${this.#key} @blur=${this.#leave}></div>
            <div class="sr" role="status">${this.at === null ? '' : plotLines(this.plot, this.at, this.off).join(' ')}</div>
            <div class="sr"><table>
                <caption>${title}, ${measure}</caption>
                <thead><tr><th scope="col">${head}</th>${series.map(({name}) => html`<th scope="col">${name}</th>`)}</tr></thead>
                <tbody>${columns.map((column, at) => html`
                    <tr><th scope="row">${column.title}</th>${series.map(({values}) => html`<td>${values[at]?.text ?? ''}</td>`)}</tr>`)}</tbody>
            </table></div>`;
    }

    #legend(): TemplateResult {
        return html`
            <div class="legend" role="group" aria-label=${t('Series shown')}>
                ${this.plot.series.map(({colour, name, shape}) => html`
                    <button class="chip" aria-pressed=${!this.off.has(name)} @click=${() => this.#toggle(name)}>
                        <span class="dot is-${shape}" ${css({'--dot': themeColour(`charts.${colour}`)})}></span><span class="clip">${name}</span>
                    </button>`)}
            </div>`;
    }

    protected wire(chart: EChartsType): void {
        const columnAt = ({offsetX, offsetY}: {offsetX: number; offsetY: number}): number | null => {
            const point = [offsetX, offsetY];
            if (!chart.containPixel({gridIndex: 0}, point)) return null;
            return Math.round(Number(chart.convertFromPixel({gridIndex: 0}, point)[0]));
        };
        // Marks alone would miss the space above and beside a bar.
        chart.getZr().on('click', event => this.#pick(columnAt(event)));
        chart.getZr().on('mousemove', event => chart.getZr().setCursorStyle(this.pickable && columnAt(event) !== null ? 'pointer' : 'default'));
    }

    protected paint(theme: Theme): void {
        const {columns, marks, series, tickText, whole} = this.plot;
        const shown = series.filter(({name}) => !this.off.has(name));
        this.chart?.setOption({
            animation: mayMove(),
            animationDuration: 200,
            textStyle: {fontFamily: theme.font},
            grid: {left: 8, right: 8, top: marks.length > 0 ? 22 : 12, bottom: 4, containLabel: true},
            tooltip: {
                trigger: 'axis', axisPointer: {type: 'shadow', shadowStyle: {color: theme.text, opacity: 0.1}}, confine: true,
                backgroundColor: 'transparent', borderWidth: 0, padding: 0, extraCssText: 'box-shadow: none', transitionDuration: 0,
                formatter: (found: {dataIndex: number}[]) => this.#tooltip(found),
            },
            xAxis: {
                type: 'category', data: columns.map(({tick}) => tick),
                axisLabel: {color: theme.faint, hideOverlap: true, ...(isLong(columns.at(-1)?.tick) ? {alignMaxLabel: 'right'} : {})}, axisLine: {lineStyle: {color: theme.line}}, axisTick: {show: false},
            },
            yAxis: {
                type: 'value', ...(whole ? {minInterval: 1} : {}), splitNumber: 4,
                axisLabel: {color: theme.faint, formatter: tickText}, splitLine: {lineStyle: {color: theme.line, opacity: theme.highContrast ? 0.5 : 1}},
            },
            series: shown.flatMap((one, at) => drawn(one, theme, columns.length, shown.length > 1 ? at : null)).map((one, at) => ({
                ...one, emphasis: {disabled: true}, ...(at === 0 ? {markLine: changes(marks, theme)} : {}),
            })),
        }, {replaceMerge: ['series']});
    }

    #tooltip([mark]: {dataIndex: number}[]): HTMLElement {
        const lines = mark === undefined ? [] : plotLines(this.plot, mark.dataIndex, this.off);
        return tooltipOf([...lines, this.pickable && lines.length > 0 ? this.picks.click : ''].filter(text => text !== ''));
    }

    readonly #key = (event: KeyboardEvent): void => {
        const last = this.plot.columns.length - 1;
        const at = this.at ?? (event.key === 'ArrowLeft' ? last + 1 : -1);
        const to = {ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last}[event.key];
        if (event.key === 'Enter' || event.key === ' ') this.#pick(this.at);
        else if (event.key === 'Escape') this.#leave();
        else if (to !== undefined) this.#moveTo(Math.max(0, Math.min(last, to)));
        else return;
        event.preventDefault();
    };

    #moveTo(index: number): void {
        this.at = index;
        this.chart?.dispatchAction({type: 'showTip', seriesIndex: 0, dataIndex: index});
    }

    readonly #leave = (): void => {
        this.at = null;
        this.chart?.dispatchAction({type: 'hideTip'});
    };

    #pick(index: number | null): void {
        const column = index === null ? undefined : this.plot.columns[index];
        if (this.pickable && column !== undefined) this.dispatchEvent(new CustomEvent('pick', {detail: column.key}));
    }

    #toggle(name: string): void {
        const off = new Set(this.off);
        if (!off.delete(name)) off.add(name);
        this.off = off;
    }
}

/** Such a word under the last column would be cut off in its middle. */
function isLong(tick = ''): boolean {
    return tick.length > 'MM-DD'.length;
}

/** In high contrast bars of several series are told apart by their pattern, too. */
const PATTERNS = [
    {symbol: 'none'},
    {symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4},
    {symbol: 'circle', symbolSize: 0.8, dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [6, 0]},
    {symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [4, 3]},
    {symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4},
    {symbol: 'rect', dashArrayX: [4, 3], dashArrayY: [1, 0]},
    {symbol: 'triangle', symbolSize: 0.9, dashArrayX: [[9, 9], [0, 9, 9, 0]], dashArrayY: [7, 2]},
    {symbol: 'rect', symbolSize: 0.7, dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [5, 1]},
];

function drawn(one: PlotSeries, theme: Theme, columns: number, pattern: number | null): object[] {
    switch (one.shape) {
        case 'bar': return [bars(one, theme, pattern)];
        case 'line': return [line(one, theme, columns)];
        case 'band': return band(one, theme);
    }
}

function bars({colour, stacked, values}: PlotSeries, theme: Theme, pattern: number | null): object {
    const decal = theme.highContrast && pattern !== null ? {...PATTERNS[pattern % PATTERNS.length], color: theme.background} : null;
    return {
        type: 'bar', data: values.map(({value}) => (value === 0 ? NOTHING : value)), barMaxWidth: 28, barCategoryGap: '30%',
        ...(stacked ? {stack: 'all'} : {barMinHeight: 2}),
        itemStyle: {color: theme.colour(colour), borderRadius: stacked ? 0 : [2, 2, 0, 0], ...(decal === null ? {} : {decal})},
    };
}

function line({colour, dashed, values}: PlotSeries, theme: Theme, columns: number): object {
    const fill = theme.colour(colour);
    return {
        type: 'line', data: values.map(({value}) => value), connectNulls: false,
        // A point between two gaps would not be seen as a line.
        showSymbol: !dashed || columns === 1, symbol: 'circle', symbolSize: columns > MANY ? 4 : 6,
        itemStyle: {color: fill}, lineStyle: {color: fill, width: 2, type: dashed ? 'dashed' : 'solid'},
    };
}

/** An area between two lines: what is above the lower one is stacked on it. */
function band({base = [], colour, name, values}: PlotSeries, theme: Theme): object[] {
    const low = values.map((_, at) => base[at]?.value ?? null);
    const rise = values.map(({value}, at) => (value === null ? null : value - (low[at] ?? 0)));
    const edge = {type: 'line', stack: name, symbol: 'none', silent: true, lineStyle: {opacity: 0}, connectNulls: false};
    return [
        {...edge, data: low},
        {...edge, data: rise, areaStyle: {color: theme.colour(colour), opacity: theme.highContrast ? 0.35 : 0.18}},
    ];
}

/** Upright lines at the columns where something changed; the tooltip says what. */
function changes(marks: Plot['marks'], theme: Theme): object {
    return {
        silent: true, symbol: ['none', 'circle'], symbolSize: 5, animation: false,
        lineStyle: {color: theme.faint, type: 'dotted', width: 1, opacity: 0.5}, label: {show: false},
        data: marks.map(({at}) => ({xAxis: at})),
    };
}

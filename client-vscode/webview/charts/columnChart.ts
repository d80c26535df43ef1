/** Draws columns; the pointer and the arrow keys go from column to column, click and Enter pick one. */

import type {EChartsType} from 'echarts/core';
import {html, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import type {Theme} from '../lib/theme';
import {ChartElement, mayMove, tooltipOf} from './chartElement';
import {columnLines, type Columns} from './columns';

/** The least height is for little, not for nothing. */
const NOTHING = {value: 0, itemStyle: {opacity: 0}};

@customElement('sightline-columns')
export class ColumnChart extends ChartElement {
    @property({attribute: false}) columns!: Columns;
    @property({type: Boolean}) pickable = false;
    /** The column under the keyboard's cursor. */
    @state() private at: number | null = null;
    protected readonly renderer = 'svg';

    protected override render(): TemplateResult {
        const {columns, measure, summary, title} = this.columns;
        const current = this.at === null ? undefined : columns[this.at];
        return html`
            <div class="chart" tabindex="0" role="group" aria-roledescription="chart"
                aria-label=${`${summary} Arrow keys go from column to column${this.pickable ? ', Enter shows its sessions' : ''}.`}
                @keydown=${this.#key} @blur=${this.#leave}></div>
            <div class="sr" role="status">${current === undefined ? '' : columnLines(current).join(' ')}</div>
            <table class="sr">
                <caption>${title}, ${measure}</caption>
                <thead><tr><th scope="col">Days</th><th scope="col">${measure}</th></tr></thead>
                <tbody>${columns.map(one => html`<tr><th scope="row">${one.title}</th><td>${one.text}</td></tr>`)}</tbody>
            </table>`;
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
        const {colour, columns, tickText, whole} = this.columns;
        const fill = theme.colour(colour);
        this.chart?.setOption({
            animation: mayMove(),
            animationDuration: 200,
            textStyle: {fontFamily: 'inherit'},
            grid: {left: 4, right: 8, top: 12, bottom: 4, containLabel: true},
            tooltip: {
                trigger: 'axis', axisPointer: {type: 'shadow', shadowStyle: {color: theme.text, opacity: 0.1}}, confine: true,
                backgroundColor: 'transparent', borderWidth: 0, padding: 0, extraCssText: 'box-shadow: none', transitionDuration: 0,
                formatter: (marks: {dataIndex: number}[]) => this.#tooltip(marks),
            },
            xAxis: {
                type: 'category', data: columns.map(({tick}) => tick),
                axisLabel: {color: theme.faint}, axisLine: {lineStyle: {color: theme.line}}, axisTick: {show: false},
            },
            yAxis: {
                type: 'value', ...(whole ? {minInterval: 1} : {}), splitNumber: 4,
                axisLabel: {color: theme.faint, formatter: tickText}, splitLine: {lineStyle: {color: theme.line, opacity: theme.highContrast ? 0.5 : 1}},
            },
            series: [{
                type: 'bar', data: columns.map(({value}) => (value === 0 ? NOTHING : value)), barMaxWidth: 28, barMinHeight: 2, barCategoryGap: '30%',
                itemStyle: {color: fill, borderRadius: [2, 2, 0, 0]}, emphasis: {disabled: true},
            }],
        });
    }

    #tooltip([mark]: {dataIndex: number}[]): HTMLElement {
        const column = mark === undefined ? undefined : this.columns.columns[mark.dataIndex];
        return tooltipOf(column === undefined ? [] : [...columnLines(column), this.pickable ? 'Click: its sessions' : ''].filter(line => line !== ''));
    }

    readonly #key = (event: KeyboardEvent): void => {
        const last = this.columns.columns.length - 1;
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
        const column = index === null ? undefined : this.columns.columns[index];
        if (this.pickable && column !== undefined) this.dispatchEvent(new CustomEvent('pick', {detail: column.date}));
    }
}

/** Draws a timeline on a canvas; Ctrl + wheel and drag zoom and pan, keys step from mark to mark. */

import type {CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams, CustomSeriesRenderItemReturn} from 'echarts';
import type {EChartsType} from 'echarts/core';
import {html, type TemplateResult} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {counted, localClock, shortDuration} from '../lib/format';
import type {Theme} from '../lib/theme';
import {ChartElement, tooltipOf} from './chartElement';
import {MARKS} from './marks';
import {type Gap, nearest, stepFrom, type Timeline} from './timeline';
import {t} from '../../common/words';

/** Marks that end closer to each other look like one. */
const APART_PX = 1.5;
const REACH_PX = 8;
const ZOOM_STEP = 0.25;
/** Room that the length of a gap needs behind its line. */
const GAP_TEXT_PX = 48;

@customElement('sightline-timeline')
export class TimelineChart extends ChartElement {
    @property({attribute: false}) timeline!: Timeline;
    @property({attribute: false}) timeZone: string | undefined;
    /** Key of the selected item. */
    @property({attribute: false}) selected: string | null = null;
    @property({attribute: false}) describe: (index: number) => readonly string[] = () => [];
    protected readonly renderer = 'canvas';
    #zoom = {start: 0, end: 100};
    #hovered: number | null = null;

    protected override render(): TemplateResult {
        const {lanes, marks} = this.timeline;
        const at = this.#at();
        return html`
            <div class="timeline-row">
                <div class="lanes" aria-hidden="true">${lanes.map(({colour, title}) => html`<div class="lane"><span class="dot dot-${colour}"></span>${title}</div>`)}</div>
                <div class="chart lanes-${lanes.length}" tabindex="0" role="group" aria-roledescription=${t('timeline')}
                    aria-label=${t('Timeline of {0}. Left and right go from item to item, up and down change the lane, plus and minus zoom.', counted(marks.length, 'item'))}
                    @keydown=${this.#key}></div>
            </div>
            <div class="sr" role="status">${at === null ? '' : this.describe(at).join(' ')}</div>`;
    }

    protected wire(chart: EChartsType): void {
        const zr = chart.getZr();
        zr.on('click', event => this.#select(this.#under(event)));
        zr.on('mousemove', event => {
            const under = this.#under(event);
            zr.setCursorStyle(under === null ? 'default' : 'pointer');
            if (under === this.#hovered) return;
            this.#hovered = under;
            if (under === null) chart.dispatchAction({type: 'hideTip'});
            else chart.dispatchAction({type: 'showTip', seriesIndex: 0, dataIndex: 0, position: [event.offsetX + 12, event.offsetY + 12]});
        });
        chart.on('datazoom', () => {
            const [zoom] = (chart.getOption() as {dataZoom: {start: number; end: number}[]}).dataZoom;
            if (zoom !== undefined) this.#zoom = {start: zoom.start, end: zoom.end};
        });
    }

    protected paint(theme: Theme): void {
        const {gaps, instant, lanes, length} = this.timeline;
        const selected = this.#at();
        this.chart?.setOption({
            animation: false,
            textStyle: {fontFamily: 'inherit'},
            grid: {left: 0, right: 8, top: 0, bottom: 48},
            tooltip: {
                trigger: 'item', triggerOn: 'none', confine: true, backgroundColor: 'transparent', borderWidth: 0, padding: 0,
                extraCssText: 'box-shadow: none', transitionDuration: 0,
                formatter: () => tooltipOf(this.#hovered === null ? [] : this.describe(this.#hovered)),
            },
            dataZoom: [
                // A plain wheel scrolls the page.
                {type: 'inside', filterMode: 'none', minValueSpan: 1000, zoomOnMouseWheel: 'ctrl', ...this.#zoom},
                {
                    type: 'slider', filterMode: 'none', height: 14, bottom: 2, showDetail: false, showDataShadow: false, brushSelect: false,
                    ...this.#zoom, borderColor: theme.line, fillerColor: theme.highContrast ? 'transparent' : theme.line, backgroundColor: 'transparent',
                    handleStyle: {color: theme.background, borderColor: theme.faint}, moveHandleSize: 4, moveHandleStyle: {color: theme.faint, opacity: 0.6},
                },
            ],
            xAxis: {
                type: 'value', min: 0, max: length, splitNumber: 7, axisLine: {lineStyle: {color: theme.line}}, splitLine: {show: false},
                axisTick: {show: false},
                axisLabel: {color: theme.faint, hideOverlap: true, showMaxLabel: false, formatter: (at: number) => localClock(instant(at), this.timeZone)},
            },
            yAxis: {type: 'value', min: 0, max: Math.max(1, lanes.length), inverse: true, show: false},
            series: [
                {
                    // All marks are one item of few shapes: thousands of elements would be drawn too slowly.
                    type: 'custom', data: [[0, length, 0]], encode: {x: [0, 1], y: 2}, clip: true,
                    renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => this.#shapes(params, api, theme, selected),
                },
                {
                    type: 'custom', silent: true, z: 0, data: gaps.map(({at, ms, width}) => [at + width / 2, ms]), encode: {x: 0}, clip: true,
                    renderItem: (params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => gapShape(params, api, theme, gaps),
                },
            ],
        }, {replaceMerge: ['series']});
    }

    /** A shape a lane for all its marks, one for those that failed, and one for the chosen. */
    #shapes(
        {coordSys}: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI, theme: Theme, selected: number | null,
    ): CustomSeriesRenderItemReturn {
        const {lanes, length, marks} = this.timeline;
        const {width, x: left} = coordSys as unknown as {width: number; x: number};
        const [begin = 0, top = 0] = api.coord([0, 0]);
        const [end = begin] = api.coord([length, 0]);
        const [, below = top] = api.coord([0, 1]);
        const place = {begin, left, right: left + width, scale: (end - begin) / length, top, lane: below - top};
        const drawn = lanes.flatMap(({colour}, lane) => [false, true].map(failed => ({
            type: MARKS, z2: Number(failed), shape: {rects: rectsOf(marks, lane, failed, place)},
            style: {fill: theme.colour(failed ? 'red' : colour), opacity: failed ? 1 : 0.75},
        })));
        const chosen = selected === null ? undefined : marks[selected];
        const own = chosen === undefined ? [] : [{
            type: 'rect', z2: 2, shape: {...rectOf(chosen.from, chosen.to, chosen.lane, place, 2), r: 1},
            style: {fill: theme.colour(chosen.failed ? 'red' : lanes[chosen.lane]?.colour ?? 'foreground'), stroke: theme.text, lineWidth: 2},
        }];
        return {type: 'group', children: [...drawn, ...own]} as unknown as CustomSeriesRenderItemReturn;
    }

    #under({offsetX, offsetY}: {offsetX: number; offsetY: number}): number | null {
        const {chart} = this;
        if (chart === null || !chart.containPixel({gridIndex: 0}, [offsetX, offsetY])) return null;
        const [at = 0, lane = 0] = chart.convertFromPixel({gridIndex: 0}, [offsetX, offsetY]);
        const [beside = at] = chart.convertFromPixel({gridIndex: 0}, [offsetX + REACH_PX, offsetY]);
        return nearest(this.timeline, Math.floor(lane), at, beside - at);
    }

    #at(): number | null {
        const index = this.selected === null ? -1 : this.timeline.marks.findIndex(({item}) => item.key === this.selected);
        return index < 0 ? null : index;
    }

    readonly #key = (event: KeyboardEvent): void => {
        if (event.key === '+' || event.key === '=') this.#zoomBy(ZOOM_STEP);
        else if (event.key === '-') this.#zoomBy(-ZOOM_STEP);
        else if (event.key === 'Enter') this.dispatchEvent(new CustomEvent('open'));
        else if (event.key === 'Escape') this.#select(null);
        else if (!/^(?:Arrow(?:Left|Right|Up|Down)|Home|End)$/u.test(event.key)) return;
        else this.#select(stepFrom(this.timeline, this.#at(), event.key));
        event.preventDefault();
    };

    #select(index: number | null): void {
        const mark = index === null ? undefined : this.timeline.marks[index];
        if (mark !== undefined) this.#reveal(mark.from / this.timeline.length * 100);
        this.dispatchEvent(new CustomEvent('select', {detail: mark?.item.key ?? null}));
    }

    /** Pans so that a place lies in view. */
    #reveal(percent: number): void {
        const {end, start} = this.#zoom;
        if (percent >= start && percent <= end) return;
        const from = Math.max(0, Math.min(100 - (end - start), percent - (end - start) / 2));
        this.#setZoom(from, from + end - start);
    }

    #zoomBy(share: number): void {
        const {end, start} = this.#zoom;
        const at = this.#at();
        const mark = at === null ? undefined : this.timeline.marks[at];
        const middle = mark === undefined ? (start + end) / 2 : mark.from / this.timeline.length * 100;
        const half = Math.min(100, (end - start) * (1 - share)) / 2;
        this.#setZoom(Math.max(0, middle - half), Math.min(100, middle + half));
    }

    #setZoom(start: number, end: number): void {
        this.#zoom = {start, end};
        this.chart?.dispatchAction({type: 'dataZoom', dataZoomIndex: 0, start, end});
    }
}

/** How instants and lanes become pixels. */
interface Place {
    begin: number;
    left: number;
    right: number;
    scale: number;
    top: number;
    lane: number;
}

function rectOf(from: number, to: number, lane: number, {begin, lane: height, scale, top}: Place, inset: number): Record<'x' | 'y' | 'width' | 'height', number> {
    const x = begin + from * scale;
    return {x, y: top + lane * height + inset, width: Math.max(2, (to - from) * scale), height: height - 2 * inset};
}

/** The marks of a lane in view, four numbers each; those closer than the eye can tell apart are one. */
function rectsOf(marks: Timeline['marks'], lane: number, failed: boolean, place: Place): number[] {
    const rects: number[] = [];
    let drawn = -Infinity;
    for (const mark of marks) {
        if (mark.lane !== lane || mark.failed !== failed) continue;
        const {height, width, x, y} = rectOf(mark.from, mark.to, lane, place, 5);
        const [from, to] = [Math.max(x, place.left), Math.min(x + width, place.right)];
        if (to <= from || to < drawn + APART_PX) continue;
        rects.push(from, y, to - from, height);
        drawn = to;
    }
    return rects;
}

/** A dashed line where idle time was left out, with its length if there is room. */
function gapShape(
    {coordSys, dataIndex}: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI, theme: Theme, gaps: readonly Gap[],
): CustomSeriesRenderItemReturn {
    const {height, width, x: left, y} = coordSys as unknown as {height: number; width: number; x: number; y: number};
    const [x = 0] = api.coord([api.value(0), 0]);
    const after = gaps[dataIndex + 1];
    const [next = 0] = after === undefined ? [left + width] : api.coord([after.at, 0]);
    const text = next - x < GAP_TEXT_PX ? '' : shortDuration(Number(api.value(1)));
    return {
        type: 'group',
        children: [
            {type: 'line', shape: {x1: x, y1: y, x2: x, y2: y + height}, style: {stroke: theme.faint, lineDash: [3, 3], lineWidth: 1}},
            {
                type: 'text', x: x + 3, y: y + height - 1,
                style: {text, fill: theme.faint, fontSize: 10, verticalAlign: 'bottom'},
            },
        ],
    };
}

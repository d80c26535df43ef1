/** What every chart element does: loads ECharts, follows its size and the theme, goes away cleanly. */

import type {EChartsType} from 'echarts/core';
import {LitElement} from 'lit';
import {currentTheme, onTheme, type Theme} from '../lib/theme';

export abstract class ChartElement extends LitElement {
    protected chart: EChartsType | null = null;
    protected abstract readonly renderer: 'svg' | 'canvas';
    #observer: ResizeObserver | null = null;
    #unwatch: (() => void) | null = null;

    /** Draws into `chart`, anew or again. */
    protected abstract paint(theme: Theme): void;

    /** Wires the events of a new chart. */
    protected abstract wire(chart: EChartsType): void;

    /** The page's style sheet is the only one: no shadow root. */
    protected override createRenderRoot(): HTMLElement {
        return this;
    }

    override connectedCallback(): void {
        super.connectedCallback();
        this.#unwatch = onTheme(() => this.repaint());
        if (this.hasUpdated) void this.#open();
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        this.#unwatch?.();
        this.#observer?.disconnect();
        this.chart?.dispose();
        this.chart = null;
    }

    protected override firstUpdated(): void {
        void this.#open();
    }

    protected override updated(): void {
        this.repaint();
    }

    protected repaint(): void {
        if (this.chart !== null) this.paint(currentTheme());
    }

    async #open(): Promise<void> {
        const {init} = await import('./echarts');
        if (this.renderer === 'svg') await painted();
        const box = this.querySelector<HTMLElement>('.chart');
        if (!this.isConnected || box === null || this.chart !== null) return;
        const chart = init(box, null, {renderer: this.renderer});
        this.chart = chart;
        this.#observer = new ResizeObserver(() => {
            if (chart.getWidth() !== box.clientWidth || chart.getHeight() !== box.clientHeight) chart.resize();
        });
        this.#observer.observe(box);
        this.wire(chart);
        this.repaint();
    }
}

/** What stands on the page is seen before more is drawn: numbers before charts, the timeline before what is below it. */
function painted(): Promise<void> {
    return new Promise(resolve => {
        requestAnimationFrame(() => setTimeout(resolve));
    });
}

/** No movement for people who asked for none. */
export function mayMove(): boolean {
    return !matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Lines of text as an element: ECharts would take a string for markup. */
export function tooltipOf(lines: readonly string[]): HTMLElement {
    const box = document.createElement('div');
    box.className = 'chart-tip';
    box.append(...lines.map(line => {
        const row = document.createElement('div');
        row.textContent = line;
        return row;
    }));
    return box;
}

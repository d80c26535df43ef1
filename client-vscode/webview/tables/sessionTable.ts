/** The sessions list: only rows in view exist; more are asked for as they come near; one tab stop, arrow keys inside. */

import {
    defaultRangeExtractor, elementScroll, observeElementOffset, observeElementRect, type Range, Virtualizer, type VirtualItem,
} from '@tanstack/virtual-core';
import {html, LitElement, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';
import type {EngineChoice, SessionRow} from '../../src/payloads';
import {t} from '../../common/words';
import {css} from '../lib/css';
import {upIcon} from '../lib/icons';
import {allOrNone, extended, type Selection, toggled} from './selection';
import {SESSION_COLUMNS, type SessionColumn} from './sessionColumns';

const ROW = 30;
/** The head stands in the scrolled box, above the rows. */
const HEAD = 34;
/** On narrow pages a row has two lines. */
const NARROW_ROW = 52;
const NARROW = '(max-width: 760px)';
/** So many rows before the end the next page is asked for. */
const AHEAD = 30;
/** So many frames a row to focus is waited for. */
const FRAMES = 10;

@customElement('sightline-sessions')
export class SessionTable extends LitElement {
    @property({attribute: false}) rows: readonly SessionRow[] = [];
    @property({attribute: false}) total = 0;
    @property({attribute: false}) sort = '-updatedAt';
    @property({attribute: false}) engines: readonly EngineChoice[] = [];
    @property({attribute: false}) timeZone: string | undefined;
    /** Where the list was scrolled to before. */
    @property({attribute: false}) offset = 0;
    /** The row that the user comes back to. */
    @property({attribute: false}) returned: string | null = null;
    @property({attribute: false}) selected: Selection = new Set();
    @state() private current: string | null = null;
    readonly #narrow = matchMedia(NARROW);
    #virtual: Virtualizer<HTMLElement, HTMLElement> | null = null;
    #unmount: (() => void) | undefined;
    /** Where a range of chosen rows begins. */
    #anchor: string | null = null;
    /** Scrolled to where it was before, which needs the height of all rows. */
    #placed = false;

    protected override createRenderRoot(): HTMLElement {
        return this;
    }

    override connectedCallback(): void {
        super.connectedCallback();
        this.#narrow.addEventListener('change', this.#resized);
        if (this.hasUpdated) this.#mount();
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        this.#narrow.removeEventListener('change', this.#resized);
        this.#unmount?.();
        this.#virtual = null;
        this.#placed = false;
    }

    protected override firstUpdated(): void {
        this.#mount();
    }

    protected override updated(changed: PropertyValues): void {
        if (this.#virtual === null) return;
        if (!this.#placed) this.#placeAgain();
        if (changed.has('rows')) {
            this.#virtual.setOptions({...this.#virtual.options, count: this.rows.length});
            if (changed.get('rows') !== undefined) this.requestUpdate();
        }
        this.#virtual._willUpdate();
        const last = this.#virtual.getVirtualItems().at(-1);
        if (last !== undefined && last.index >= this.rows.length - AHEAD && this.rows.length < this.total) this.dispatchEvent(new CustomEvent('more'));
    }

    protected override render(): TemplateResult {
        const items = this.#virtual?.getVirtualItems() ?? [];
        // Where the one tab stop is; looked up once, not for each row of many thousands.
        const stop = this.#indexOf(this.current) ?? 0;
        return html`
            <div class="grid" role="grid" aria-label=${t('Sessions')} aria-rowcount=${this.total + 1} aria-colcount=${SESSION_COLUMNS.length + 1} aria-multiselectable="true"
                @keydown=${this.#key}>
                <div class="grid-body" role="rowgroup" tabindex="-1" @scroll=${this.#scrolled}>
                    <div class="grid-row grid-head" role="row" aria-rowindex="1">${this.#headBox()}${SESSION_COLUMNS.map(column => this.#head(column))}</div>
                    <div class="grid-rows" role="presentation" ${css({height: `${this.#virtual?.getTotalSize() ?? 0}px`})}>
                        ${repeat(items, ({index}) => this.rows[index]?.id ?? index, item => this.#row(item, stop))}
                    </div>
                </div>
            </div>`;
    }

    /** Of the rows loaded; Ctrl+A does the same. */
    #headBox(): TemplateResult {
        const chosen = this.selected.size === 0 ? 0 : this.rows.filter(({id}) => this.selected.has(id)).length;
        return html`
            <div class="cell col-box" role="columnheader">
                <input type="checkbox" aria-label=${t('Choose all sessions shown')} .checked=${chosen > 0 && chosen === this.rows.length}
                    .indeterminate=${chosen > 0 && chosen < this.rows.length} @change=${() => this.#select(allOrNone(this.selected, this.#ids))}>
            </div>`;
    }

    #indexOf(session: string | null): number | null {
        const index = session === null ? -1 : this.rows.findIndex(({id}) => id === session);
        return index < 0 ? null : index;
    }

    get #ids(): string[] {
        return this.rows.map(({id}) => id);
    }

    #select(sessions: Selection): void {
        this.dispatchEvent(new CustomEvent('choose', {detail: sessions}));
    }

    #choose(id: string, isRange: boolean): void {
        this.#select(isRange ? extended(this.selected, this.#ids, this.#anchor, id) : toggled(this.selected, id));
        this.#anchor = id;
    }

    readonly #boxed = (event: MouseEvent, {id}: SessionRow): void => {
        event.stopPropagation();
        this.#choose(id, event.shiftKey);
    };

    #head({name, sort, title}: SessionColumn): TemplateResult {
        const falling = this.sort.startsWith('-');
        const active = this.sort.replace(/^-/u, '') === sort.column;
        const direction = active ? (falling ? 'descending' : 'ascending') : 'none';
        return html`
            <div class="cell col-${name}" role="columnheader" aria-sort=${direction}>
                <button class="sort ${direction}" @click=${() => this.#sortBy(sort, active ? !falling : sort.falling)}>${title}${active ? upIcon : ''}</button>
            </div>`;
    }

    #row({index, size, start}: VirtualItem, stop: number): TemplateResult {
        const row = this.rows[index];
        if (row === undefined) return html``;
        return html`
            <div class="grid-row" role="row" aria-rowindex=${index + 2} tabindex=${index === stop ? 0 : -1} data-session=${row.id}
                aria-selected=${this.selected.has(row.id)}
                ${css({height: `${size}px`, transform: `translateY(${start - HEAD}px)`})}
                @click=${() => this.#open(row)} @focus=${() => this.current = row.id}>
                <div class="cell col-box" role="gridcell">
                    <input type="checkbox" tabindex="-1" aria-label=${t('Choose {0}', row.title)} .checked=${this.selected.has(row.id)}
                        @click=${(event: MouseEvent) => this.#boxed(event, row)}>
                </div>
                ${SESSION_COLUMNS.map(({cell, name}) => html`<div class="cell col-${name}" role="gridcell">${cell(row, this)}</div>`)}
            </div>`;
    }

    #mount(): void {
        const virtual = new Virtualizer<HTMLElement, HTMLElement>({
            count: this.rows.length,
            getScrollElement: () => this.querySelector<HTMLElement>('.grid-body'),
            estimateSize: () => (this.#narrow.matches ? NARROW_ROW : ROW),
            overscan: 12,
            scrollMargin: HEAD,
            scrollPaddingStart: HEAD,
            observeElementRect, observeElementOffset, scrollToFn: elementScroll,
            rangeExtractor: range => this.#withCurrent(range),
            onChange: () => this.requestUpdate(),
        });
        this.#virtual = virtual;
        this.#unmount = virtual._didMount();
        virtual._willUpdate();
        this.requestUpdate();
    }

    #placeAgain(): void {
        const body = this.querySelector<HTMLElement>('.grid-body');
        if (body === null || this.#virtual?.getTotalSize() !== body.querySelector<HTMLElement>('.grid-rows')?.offsetHeight) return;
        this.#placed = true;
        const offset = this.offset;
        if (offset > 0) body.scrollTop = offset;
        if (!this.rows.some(({id}) => id === this.returned)) return;
        this.current = this.returned;
        void this.#focusRow(FRAMES);
    }

    /** The row in focus stays alive, or the focus would be lost in scrolling. */
    #withCurrent(range: Range): number[] {
        const shown = defaultRangeExtractor(range);
        const current = this.#indexOf(this.current);
        return current === null || shown.includes(current) ? shown : [...shown, current].sort((one, other) => one - other);
    }

    readonly #resized = (): void => {
        this.#virtual?.measure();
        this.requestUpdate();
    };

    readonly #scrolled = ({currentTarget}: Event): void => {
        if (this.#placed) this.dispatchEvent(new CustomEvent('scrolled', {detail: (currentTarget as HTMLElement).scrollTop}));
    };

    readonly #key = (event: KeyboardEvent): void => {
        const index = this.rows.findIndex(({id}) => id === (event.target as HTMLElement).dataset['session']);
        const row = this.rows[index];
        if (row === undefined) return;
        const last = this.rows.length - 1;
        const to = {ArrowUp: index - 1, ArrowDown: index + 1, PageUp: index - 15, PageDown: index + 15, Home: 0, End: last}[event.key];
        if (event.key === 'Enter') this.#open(row);
        else if (event.key === ' ') this.#choose(row.id, event.shiftKey);
        else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) this.#select(allOrNone(this.selected, this.#ids));
        else if (to === undefined) return;
        else this.#focus(Math.max(0, Math.min(last, to)));
        event.preventDefault();
    };

    #focus(index: number): void {
        this.current = this.rows[index]?.id ?? null;
        this.#virtual?.scrollToIndex(index);
        void this.#focusRow(FRAMES);
    }

    /** A row far away exists only after the list has scrolled there. */
    async #focusRow(frames: number): Promise<void> {
        await this.updateComplete;
        const rows = [...this.querySelectorAll<HTMLElement>('[data-session]')];
        const row = rows.find(({dataset}) => dataset['session'] === this.current);
        if (row !== undefined) {
            row.focus({preventScroll: true});
        } else if (frames > 0) {
            await new Promise(requestAnimationFrame);
            await this.#focusRow(frames - 1);
        }
    }

    #open({id}: SessionRow): void {
        this.current = id;
        this.dispatchEvent(new CustomEvent('open', {detail: id}));
    }

    #sortBy({column}: {column: string}, falling: boolean): void {
        this.dispatchEvent(new CustomEvent('sort', {detail: falling ? `-${column}` : column}));
    }
}

/** Draws the activity calendar, a year at a time: arrow keys go from day to day, click and Enter pick one. */

import {html, LitElement, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import type {DailyPayload} from '../../src/payloads';
import {css} from '../lib/css';
import {spanText} from '../lib/days';
import {tip} from '../lib/tip';
import {type Calendar, calendarOf, type Square} from './calendar';
import {t} from '../../common/words';

const DAYS = [t('Mon'), '', t('Wed'), '', t('Fri'), '', t('Sun')];
const MOVES: Readonly<Record<string, number>> = {ArrowUp: -1, ArrowDown: 1, ArrowLeft: -7, ArrowRight: 7};

@customElement('sightline-calendar')
export class ActivityCalendar extends LitElement {
    @property({attribute: false}) daily!: DailyPayload;
    /** The range, both days included. */
    @property() from!: string;
    @property() to!: string;
    @property({type: Boolean}) pickable = false;
    /** The day that the tab key reaches. */
    @state() private current: string | null = null;
    /** The last days of the years gone back to, the one shown last. */
    @state() private years: readonly string[] = [];

    protected override createRenderRoot(): HTMLElement {
        return this;
    }

    protected override willUpdate(changed: PropertyValues): void {
        if (changed.has('from') || changed.has('to')) this.years = [];
    }

    /** Where not all of a year fits, its newest days are in sight. */
    protected override updated(changed: PropertyValues): void {
        const box = this.querySelector('.calendar-box');
        if (box !== null && ['from', 'to', 'years'].some(name => changed.has(name))) box.scrollLeft = box.scrollWidth;
    }

    protected override render(): TemplateResult {
        const calendar = calendarOf(this.daily, this.from, this.to, this.years.at(-1));
        const {months, summary, weeks} = calendar;
        const squares = weeks.flat().filter(square => square !== null);
        const reached = squares.some(({day}) => day === this.current) ? this.current : squares.at(-1)?.day;
        return html`
            ${this.#pager(calendar)}
            <div class="table-box calendar-box" tabindex="-1">
            <div class="calendar" role="group" aria-label=${`${summary} ${this.pickable ? t('Arrow keys go from day to day, Enter shows its sessions.') : t('Arrow keys go from day to day.')}`}
                @keydown=${this.#key}>
                <div class="calendar-months" aria-hidden="true" ${css({'grid-template-columns': `repeat(${weeks.length}, var(--square))`})}>
                    ${months.map(({text, week}) => html`<span ${css({'grid-column': `${week + 1} / span 4`, 'grid-row': '1'})}>${text}</span>`)}</div>
                <div class="calendar-days" aria-hidden="true">${DAYS.map(name => html`<span>${name}</span>`)}</div>
                <div class="calendar-weeks">${weeks.map(week => html`
                    <div class="calendar-week">${week.map(square => square === null ? html`<span class="day"></span>` : this.#day(square, square.day === reached))}</div>`)}</div>
            </div></div>`;
    }

    /** Which year is shown, where the range is longer than one. */
    #pager({before, span}: Calendar): TemplateResult | typeof nothing {
        if (before === null && this.years.length === 0) return nothing;
        return html`
            <div class="pager" role="group" aria-label=${t('Year shown')}>
                <button ?disabled=${before === null} @click=${() => this.years = before === null ? this.years : [...this.years, before]}>${t('Earlier')}</button>
                <span aria-live="polite">${spanText(span)}</span>
                <button ?disabled=${this.years.length === 0} @click=${() => this.years = this.years.slice(0, -1)}>${t('Later')}</button>
            </div>`;
    }

    #day({day, level, lines}: Square, reached: boolean): TemplateResult {
        return html`
            <button class="day level-${level}" data-day=${day} tabindex=${reached ? 0 : -1} aria-label=${lines.join(', ')} ?aria-disabled=${!this.pickable}
                ${tip([...lines, ...(this.pickable ? [t('A click shows its sessions')] : [])])}
                @focus=${() => this.current = day} @click=${() => this.#pick(day)}>${nothing}</button>`;
    }

    readonly #key = (event: KeyboardEvent): void => {
        const days = [...this.querySelectorAll<HTMLElement>('[data-day]')];
        const at = days.findIndex(({dataset}) => dataset['day'] === (event.target as HTMLElement).dataset['day']);
        const to = {Home: 0, End: days.length - 1}[event.key] ?? at + (MOVES[event.key] ?? Number.NaN);
        const day = days[to];
        if (at < 0 || day === undefined) return;
        event.preventDefault();
        this.current = day.dataset['day'] ?? null;
        day.focus();
    };

    #pick(day: string): void {
        if (this.pickable) this.dispatchEvent(new CustomEvent('pick', {detail: day}));
    }
}

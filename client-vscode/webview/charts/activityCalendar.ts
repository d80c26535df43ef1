/** Draws the activity calendar: arrow keys go from day to day, click and Enter pick one. */

import {html, LitElement, nothing, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import {css} from '../lib/css';
import {tip} from '../lib/tip';
import type {Calendar, Square} from './calendar';
import {t} from '../../src/words';

const DAYS = [t('Mon'), '', t('Wed'), '', t('Fri'), '', t('Sun')];
const MOVES: Readonly<Record<string, number>> = {ArrowUp: -1, ArrowDown: 1, ArrowLeft: -7, ArrowRight: 7};

@customElement('sightline-calendar')
export class ActivityCalendar extends LitElement {
    @property({attribute: false}) calendar!: Calendar;
    @property({type: Boolean}) pickable = false;
    /** The day that the tab key reaches. */
    @state() private current: string | null = null;

    protected override createRenderRoot(): HTMLElement {
        return this;
    }

    protected override render(): TemplateResult {
        const {months, summary, weeks} = this.calendar;
        const squares = this.#squares;
        const reached = squares.some(({day}) => day === this.current) ? this.current : squares.at(-1)?.day;
        return html`
            <div class="calendar" role="group" aria-label=${`${summary} ${this.pickable ? t('Arrow keys go from day to day, Enter shows its sessions.') : t('Arrow keys go from day to day.')}`}
                @keydown=${this.#key}>
                <div class="calendar-months" aria-hidden="true" ${css({'grid-template-columns': `repeat(${weeks.length}, 13px)`})}>
                    ${months.map(({text, week}) => html`<span ${css({'grid-column': `${week + 1} / span 4`})}>${text}</span>`)}</div>
                <div class="calendar-days" aria-hidden="true">${DAYS.map(name => html`<span>${name}</span>`)}</div>
                <div class="calendar-weeks">${weeks.map(week => html`
                    <div class="calendar-week">${week.map(square => square === null ? html`<span class="day"></span>` : this.#day(square, square.day === reached))}</div>`)}</div>
            </div>`;
    }

    #day({day, level, lines}: Square, reached: boolean): TemplateResult {
        return html`
            <button class="day level-${level}" data-day=${day} tabindex=${reached ? 0 : -1} aria-label=${lines.join(', ')} ?aria-disabled=${!this.pickable}
                ${tip([...lines, ...(this.pickable ? [t('A click shows its sessions')] : [])])}
                @focus=${() => this.current = day} @click=${() => this.#pick(day)}>${nothing}</button>`;
    }

    get #squares(): Square[] {
        return this.calendar.weeks.flat().filter(square => square !== null);
    }

    readonly #key = (event: KeyboardEvent): void => {
        const squares = this.#squares;
        const at = squares.findIndex(({day}) => day === (event.target as HTMLElement).dataset['day']);
        const to = {Home: 0, End: squares.length - 1}[event.key] ?? at + (MOVES[event.key] ?? Number.NaN);
        const square = squares[to];
        if (at < 0 || square === undefined) return;
        event.preventDefault();
        this.current = square.day;
        this.querySelector<HTMLElement>(`[data-day="${square.day}"]`)?.focus();
    };

    #pick(day: string): void {
        if (this.pickable) this.dispatchEvent(new CustomEvent('pick', {detail: day}));
    }
}

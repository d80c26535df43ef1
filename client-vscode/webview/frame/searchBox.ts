/** DS3: the search box: completion while typing, errors under their place, the query once it can be read. */

import {html, LitElement, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import type {CompletionItem, Params, Payloads, QueryError} from '../../src/payloads';
import {t} from '../../common/words';
import {closeIcon} from '../lib/icons';
import {codePointOf, indexOf, replaced} from '../lib/query';
import {woven} from '../lib/woven';

type Helper = 'parseQuery' | 'completeQuery';
export type AskHelper = <R extends Helper>(report: R, params: Params[R]) => Promise<Payloads[R]>;

/** Typing goes on for so long without asking anything. */
const REST_MS = 120;
/** After so long a query that can be read is applied. */
const APPLY_MS = 450;

@customElement('sightline-search')
export class SearchBox extends LitElement {
    /** The query in force. */
    @property({attribute: false}) applied = '';
    @property({attribute: false}) ask!: AskHelper;
    @state() private text = '';
    @state() private errors: readonly QueryError[] = [];
    @state() private items: readonly CompletionItem[] = [];
    /** Of the list, the item that Enter takes; -1 for none. */
    @state() private active = -1;
    @query('input') private input!: HTMLInputElement;
    #resting: ReturnType<typeof setTimeout> | undefined;
    #applying: ReturnType<typeof setTimeout> | undefined;
    #seq = 0;

    protected override createRenderRoot(): HTMLElement {
        return this;
    }

    override connectedCallback(): void {
        super.connectedCallback();
        document.addEventListener('keydown', this.#focusOnSlash);
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        document.removeEventListener('keydown', this.#focusOnSlash);
        clearTimeout(this.#resting);
        clearTimeout(this.#applying);
    }

    /** Writes a beginning for the user to go on from, such as a field's name. */
    begin(text: string): void {
        this.#write(this.text.trim() === '' ? text : `${this.text.trimEnd()} ${text}`, null);
    }

    protected override willUpdate(changed: PropertyValues): void {
        // What the page applied from elsewhere replaces what was typed.
        if (changed.has('applied') && this.applied !== this.text.trim()) {
            this.text = this.applied;
            this.errors = [];
        }
    }

    protected override updated(): void {
        if (this.input.value !== this.text) this.input.value = this.text;
    }

    protected override render(): TemplateResult {
        const open = this.items.length > 0;
        return html`
            <div class="search" role="search" @focusout=${(event: FocusEvent) => this.#left(event)}>
                <div class="search-under" aria-hidden="true">${this.#underlined()}</div>
                <input type="text" role="combobox" aria-label=${t('Search sessions')} placeholder=${t('Search sessions: {0}  ( / )', 'cost:>1 has:error')}
                    autocomplete="off" spellcheck="false" maxlength="2000" aria-autocomplete="list" aria-haspopup="listbox"
                    aria-expanded=${open} aria-controls="search-list" aria-invalid=${this.errors.length > 0}
                    aria-describedby=${this.errors.length > 0 ? 'search-errors' : nothing}
                    aria-activedescendant=${open && this.active >= 0 ? `search-item-${this.active}` : nothing}
                    @input=${() => this.#typed()} @keydown=${(event: KeyboardEvent) => this.#pressed(event)}
                    @click=${() => this.#complete()} @scroll=${() => this.#scrolled()}>
                ${this.text === '' ? nothing : html`<button class="quiet clear" aria-label=${t('Clear search')} @click=${() => this.#clear()}>${closeIcon}</button>`}
                <ul id="search-list" class="pop search-list" role="listbox" aria-label=${t('Completions')} ?hidden=${!open}>
                    ${this.items.map((item, at) => this.#option(item, at))}
                </ul>
            </div>
            ${this.errors.length === 0 || open ? nothing : html`
                <ul id="search-errors" class="search-errors" role="alert">${this.errors.map(error => this.#error(error))}</ul>`}`;
    }

    #option(item: CompletionItem, at: number): TemplateResult {
        // The pointer must not take the focus from the box.
        return html`
            <li id=${`search-item-${at}`} role="option" class="choice" aria-selected=${at === this.active}
                @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => this.#take(item)}>
                <span>${item.label}</span>
                <span class="faint clip">${item.help}</span>
                ${item.count === null ? nothing : html`<span class="faint">${item.count}</span>`}
            </li>`;
    }

    #error(error: QueryError): TemplateResult {
        const {message, suggestion} = error;
        return html`
            <li>${message}
                ${suggestion === null ? nothing : html`
                    <button class="link" @click=${() => this.#mend(error, suggestion)}>${woven('Use {0}', html`<code>${suggestion}</code>`)}</button>`}
            </li>`;
    }

    /** The text again, see-through, with a wave below each fault. */
    #underlined(): unknown[] {
        const parts: unknown[] = [];
        let at = 0;
        for (const {end, start} of this.errors) {
            const [from, to] = [Math.max(at, indexOf(this.text, start)), indexOf(this.text, end)];
            if (to <= from) continue;
            parts.push(this.text.slice(at, from), html`<span class="fault">${this.text.slice(from, to)}</span>`);
            at = to;
        }
        return [...parts, this.text.slice(at)];
    }

    #scrolled(): void {
        const under = this.querySelector('.search-under');
        if (under !== null) under.scrollLeft = this.input.scrollLeft;
    }

    #typed(): void {
        this.text = this.input.value;
        this.active = -1;
        clearTimeout(this.#resting);
        clearTimeout(this.#applying);
        this.#resting = setTimeout(() => this.#complete(), REST_MS);
        this.#applying = setTimeout(() => void this.#apply(), APPLY_MS);
    }

    #pressed(event: KeyboardEvent): void {
        const {active, items} = this;
        const chosen = items[active];
        switch (event.key) {
            case 'ArrowDown':
            case 'ArrowUp': {
                event.preventDefault();
                if (items.length === 0) this.#complete();
                else this.#moveTo((active + (event.key === 'ArrowDown' ? 1 : active < 0 ? 0 : -1) + items.length) % items.length);
                break;
            }
            case 'Enter':
                event.preventDefault();
                if (chosen === undefined) void this.#apply();
                else this.#take(chosen);
                break;
            case 'Tab': {
                const first = chosen ?? (this.#isCompleting() ? items[0] : undefined);
                if (first === undefined || event.shiftKey) break;
                event.preventDefault();
                this.#take(first);
                break;
            }
            case 'Escape':
                event.preventDefault();
                event.stopPropagation();
                if (items.length > 0) this.items = [];
                else this.#clear();
                break;
            default:
        }
    }

    /** Tab completes what is begun; elsewhere it goes on as always. */
    #isCompleting(): boolean {
        const [item] = this.items;
        return item !== undefined && item.end > item.start;
    }

    #moveTo(place: number): void {
        this.active = place;
        void this.updateComplete.then(() => this.querySelector(`#search-item-${place}`)?.scrollIntoView({block: 'nearest'}));
    }

    #left({relatedTarget}: FocusEvent): void {
        if (relatedTarget instanceof Node && this.contains(relatedTarget)) return;
        this.items = [];
        this.active = -1;
    }

    /** Asks what could stand at the cursor. */
    #complete(): void {
        const {text} = this;
        const cursor = codePointOf(text, this.input.selectionStart ?? text.length);
        const seq = this.#seq += 1;
        void this.ask('completeQuery', {query: text, cursor}).then(({items}) => {
            if (seq !== this.#seq || document.activeElement !== this.input) return;
            this.items = items;
            this.active = -1;
        }, () => undefined);
    }

    #take({end, insert, start}: CompletionItem): void {
        const {cursor, text} = replaced(this.text, start, end, insert);
        // A value is whole, so that the next word can begin.
        const whole = !/[:<>=.]$/u.test(insert) && cursor === text.length && !insert.endsWith(' ');
        this.#write(whole ? `${text} ` : text, whole ? cursor + 1 : cursor);
    }

    #mend({end, start}: QueryError, suggestion: string): void {
        const {cursor, text} = replaced(this.text, start, end, suggestion);
        this.#write(text, cursor);
        void this.#apply();
    }

    #write(text: string, cursor: number | null): void {
        this.text = text;
        this.input.value = text;
        this.input.focus();
        const at = cursor ?? text.length;
        this.input.setSelectionRange(at, at);
        this.#typed();
        this.#complete();
    }

    #clear(): void {
        this.text = '';
        this.items = [];
        this.errors = [];
        clearTimeout(this.#resting);
        clearTimeout(this.#applying);
        this.#seq += 1;
        this.input.focus();
        this.#say('');
    }

    /** Puts the query in force when it can be read; else the last good one stays and the faults are shown. */
    async #apply(): Promise<void> {
        clearTimeout(this.#applying);
        const {text} = this;
        try {
            const {errors} = await this.ask('parseQuery', {query: text});
            if (text !== this.text) return;
            this.errors = errors;
            if (errors.length === 0) this.#say(text.trim());
        } catch {
            // The page says that the server is away.
        }
    }

    #say(text: string): void {
        if (text !== this.applied) this.dispatchEvent(new CustomEvent('search', {detail: text}));
    }

    readonly #focusOnSlash = (event: KeyboardEvent): void => {
        const at = event.target;
        const isTyping = at instanceof HTMLElement && (at.isContentEditable || at.matches('input:not([type="checkbox"]), textarea, select'));
        if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
        event.preventDefault();
        this.input.focus();
        this.input.select();
    };
}

declare global {
    interface HTMLElementTagNameMap {
        'sightline-search': SearchBox;
    }
}

/** What the selected item says, read from its source a piece at a time. */

import {html, LitElement, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import type {ItemPayload} from '../../../src/payloads';
import {t} from '../../../common/words';

/** Stepping from item to item asks for none of those passed by. */
const REST_MS = 150;

@customElement('sightline-item-text')
export class ItemText extends LitElement {
    /** Names the item. */
    @property({attribute: false}) item = '';
    @property({attribute: false}) load!: (offset: number) => Promise<Pick<ItemPayload, 'hint' | 'nextOffset' | 'text'>>;
    @state() private text: string | null = null;
    @state() private next: number | null = null;
    @state() private said: string | null = null;
    #waiting: ReturnType<typeof setTimeout> | undefined;

    protected override createRenderRoot(): HTMLElement {
        return this;
    }

    override disconnectedCallback(): void {
        super.disconnectedCallback();
        clearTimeout(this.#waiting);
    }

    protected override willUpdate(changed: PropertyValues): void {
        if (!changed.has('item')) return;
        clearTimeout(this.#waiting);
        this.text = null;
        this.next = null;
        this.said = null;
        this.#waiting = setTimeout(() => void this.#more(0), REST_MS);
    }

    protected override render(): TemplateResult {
        if (this.said !== null) return html`<p class="faint">${this.said}</p>`;
        if (this.text === null) return html`<p class="faint" aria-busy="true">${t('Reading its text…')}</p>`;
        return html`
            <pre class="item-text" tabindex="0" aria-label=${t('Text of the item')}>${this.text}</pre>
            ${this.next === null ? nothing : html`<button @click=${() => void this.#more(this.next ?? 0)}>${t('More')}</button>`}`;
    }

    async #more(offset: number): Promise<void> {
        const {item} = this;
        try {
            const {hint, nextOffset, text} = await this.load(offset);
            if (item !== this.item) return;
            this.said = text === null ? hint ?? t('It has no text.') : null;
            this.text = offset === 0 ? text : (this.text ?? '') + (text ?? '');
            this.next = nextOffset;
        } catch (error) {
            if (item === this.item) this.said = error instanceof Error ? error.message : String(error);
        }
    }
}

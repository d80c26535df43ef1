/** Tooltips for pointer and keyboard: one bubble for the page, filled with lines of text. What a number is can be copied from there. */

import {noChange} from 'lit';
import {AsyncDirective} from 'lit/async-directive.js';
import {directive, type DirectiveResult, type ElementPart} from 'lit/directive.js';
import {copyText} from './copy';
import {t} from '../../common/words';

/** The first line is the headline, empty ones are left out. */
export type TipLines = readonly (string | null | undefined)[];

let bubble: HTMLElement | null = null;
let shownFor: Element | null = null;
/** The number that is told about. */
let number: number | null = null;

class Tip extends AsyncDirective {
    #lines: TipLines = [];
    #number: number | null = null;
    #element: Element | null = null;

    render(): symbol {
        return noChange;
    }

    override update({element}: ElementPart, [lines, value]: [TipLines, (number | null)?]): symbol {
        this.#lines = lines;
        this.#number = value ?? null;
        if (this.#element === null) {
            this.#element = element;
            for (const type of ['pointerenter', 'focus']) element.addEventListener(type, () => show(element, this.#lines, this.#number));
            for (const type of ['pointerleave', 'blur']) element.addEventListener(type, hide);
        }
        if (shownFor === element) show(element, lines, this.#number);
        return noChange;
    }

    override disconnected(): void {
        if (shownFor === this.#element) hide();
    }
}

/** Shows lines near the element while the pointer or the focus is on it; the number they are about can be copied with all its digits. */
export const tip = directive(Tip) as (lines: TipLines, value?: number | null) => DirectiveResult;

function show(element: Element, lines: TipLines, value: number | null): void {
    const texts = [...lines, value === null ? '' : t('Ctrl+C copies {0}', value)].filter((line): line is string => typeof line === 'string' && line !== '');
    number = value;
    if (texts.length === 0) return;
    bubble ??= makeBubble();
    bubble.replaceChildren(...texts.map(text => {
        const line = document.createElement('div');
        line.textContent = text;
        return line;
    }));
    bubble.hidden = false;
    shownFor = element;
    place(element.getBoundingClientRect(), bubble);
}

function place(anchor: DOMRect, box: HTMLElement): void {
    const {width, height} = box.getBoundingClientRect();
    const left = Math.max(8, Math.min(anchor.left, innerWidth - width - 8));
    const below = anchor.bottom + 6;
    box.style.left = `${left}px`;
    box.style.top = `${below + height > innerHeight ? Math.max(8, anchor.top - height - 6) : below}px`;
}

function hide(): void {
    if (bubble !== null) bubble.hidden = true;
    shownFor = null;
}

/** Ctrl+C with nothing selected means the number that is told about. */
function copy(event: KeyboardEvent): void {
    if (event.key !== 'c' || !(event.ctrlKey || event.metaKey)) return;
    if (shownFor === null || number === null || document.getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    copyText(String(number));
    if (bubble?.lastElementChild instanceof HTMLElement) bubble.lastElementChild.textContent = t('Copied {0}', number);
}

function makeBubble(): HTMLElement {
    const made = document.createElement('div');
    made.className = 'tip';
    made.setAttribute('role', 'tooltip');
    document.body.append(made);
    document.addEventListener('keydown', ({key}) => key === 'Escape' && hide());
    document.addEventListener('keydown', copy);
    document.addEventListener('scroll', hide, {capture: true, passive: true});
    return made;
}

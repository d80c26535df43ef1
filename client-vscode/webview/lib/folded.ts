/** What is folded away is drawn when it is unfolded: a thousand rows that nobody sees cost as much as those that are seen. */

import {nothing} from 'lit';
import {AsyncDirective} from 'lit/async-directive.js';
import {type ChildPart, directive, type DirectiveResult} from 'lit/directive.js';

type Draw = () => unknown;

class Folded extends AsyncDirective {
    #draw: Draw = () => nothing;
    #details: HTMLDetailsElement | null = null;
    #isDrawn = false;

    render(draw: Draw): unknown {
        this.#draw = draw;
        return this.#isDrawn ? draw() : nothing;
    }

    override update(part: ChildPart, [draw]: [Draw]): unknown {
        if (this.#details === null && part.parentNode instanceof Element) {
            this.#details = part.parentNode.closest('details');
            for (const type of ['toggle', 'unfold']) this.#details?.addEventListener(type, this.#unfold);
        }
        return this.render(draw);
    }

    readonly #unfold = (): void => {
        if (this.#isDrawn || !this.isConnected) return;
        this.#isDrawn = true;
        this.setValue(this.#draw());
    };
}

/** What stands in a `details` element, once it was opened. */
export const folded: (draw: Draw) => DirectiveResult = directive(Folded);

/** Draws all that is folded away in an element. */
export function unfold(box: Element): void {
    for (const details of box.querySelectorAll('details')) details.dispatchEvent(new Event('unfold'));
}

/** A quiet box with a heading. */

import {html, nothing, type TemplateResult} from 'lit';

export function panel(title: string, body: unknown, note?: unknown): TemplateResult {
    return html`
        <section class="panel" aria-label=${title}>
            <div class="panel-head"><h2>${title}</h2>${note === undefined ? nothing : html`<span class="note">${note}</span>`}</div>
            ${body}
        </section>`;
}

/** Small pictures beside words; hidden from screen readers. */

import {svg, type SVGTemplateResult, html, type TemplateResult} from 'lit';

function icon(shape: SVGTemplateResult): TemplateResult {
    return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${shape}</svg>`;
}

export const warningIcon = icon(svg`<path d="M8 1.8 15 14H1L8 1.8Zm0 4.4v3.6m0 1.5v1"/>`);
export const okIcon = icon(svg`<path d="m3 8.5 3.2 3.2L13 5"/>`);
export const closeIcon = icon(svg`<path d="m4 4 8 8m0-8-8 8"/>`);
export const backIcon = icon(svg`<path d="M9.5 3 4.5 8l5 5M5 8h9"/>`);
export const moreIcon = icon(svg`<path d="m4 6 4 4 4-4"/>`);
export const openIcon = icon(svg`<path d="M9 2h5v5m0-5L7.5 8.5M6 3H2v11h11v-4"/>`);
export const copyIcon = icon(svg`<path d="M6 5h7v8H6zM10 5V3H3v8h3"/>`);
export const pinIcon = icon(svg`<path d="M6 2h4l-.5 5 2.5 2.5H4L6.5 7 6 2Zm2 7.5V14"/>`);
export const upIcon = icon(svg`<path d="m4 10 4-4 4 4"/>`);

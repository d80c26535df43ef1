/** One number with its name; meaning, exact value and sureness on hover, focus and for screen readers. */

import {html, nothing, type TemplateResult} from 'lit';
import {classMap} from 'lit/directives/class-map.js';
import type {Label, Unit} from '../../src/payloads';
import {GLOSSARY, type Metric, type Term} from '../lib/glossary';
import {signed} from '../lib/format';
import {exactly, shown, sureness} from '../lib/labels';
import {provenance} from '../lib/provenance';
import {tip} from '../lib/tip';

export type Colour = 'purple' | 'blue' | 'yellow' | 'red' | 'green' | 'orange';

export interface Figure {
    /** A metric of the glossary, or the words for a number that has none there. */
    metric: Metric | Term;
    value: number | null;
    label?: Label | undefined;
    /** Where the title of the metric does not fit. */
    title?: string;
    unit?: Unit;
    /** Where the form of the unit does not fit: `+505`. */
    text?: string;
    colour?: Colour | undefined;
    note?: string | null;
}

export function figure({metric, value, label = value === null ? 'unknown' : 'exact', colour, note = null, ...given}: Figure): TemplateResult {
    const term = typeof metric === 'string' ? GLOSSARY[metric] : metric;
    const title = given.title ?? term.title;
    const unit = given.unit ?? term.unit;
    const lines = [`${title}: ${given.text === undefined ? exactly(value, unit, label) : signed(given.text, label)}`, term.help, sureness(label), note, ...provenance()];
    return html`
        <div class="figure" role="group" tabindex="0" aria-label=${title} data-figure=${title} ${tip(lines, value)}>
            <span class="label" aria-hidden="true">${title}</span>
            <span class=${classMap({value: true, [`is-${colour ?? 'plain'}`]: true})}>${given.text === undefined ? shown(value, unit, label) : signed(given.text, label)}</span>
            ${note === null ? nothing : html`<span class="note">${note}</span>`}
            <span class="sr">${term.help} ${sureness(label)}</span>
        </div>`;
}

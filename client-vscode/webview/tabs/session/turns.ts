/** The turns of a session; each unfolds to its block of tokens and cost. */

import {html, nothing, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {type App, FIRST_TURNS} from '../../app';
import type {CacheMiss, SessionPayload, TurnRow} from '../../../src/payloads';
import {panel} from '../../cards/panel';
import {compact, count, fineMoney, latency, localTime, shortDuration, signed} from '../../lib/format';
import {moreIcon} from '../../lib/icons';
import {costCell} from '../../cards/table';
import {turnBlock} from '../../lib/turnBlock';

const MARKS: Record<TurnRow['marks'][number], string> = {
    interrupted: 'interrupted', denied: 'denied', error: 'error', compaction: 'compaction', long_context: 'long context',
};
const FIRST: Record<NonNullable<TurnRow['firstKind']>, string> = {
    ttft: 'to first token', first_thought: 'to first thought', first_block: 'to first block',
};

export function turnsPanel(app: App, {turns}: SessionPayload): TemplateResult {
    const shown = app.detail.allTurns ? turns : turns.slice(0, FIRST_TURNS);
    return panel('Turns', turns.length === 0 ? html`<p class="faint">No turns are recorded.</p>` : html`
        <div class="table-box" tabindex="-1">
            <table class="turns">
                <caption class="sr">Turns</caption>
                <thead><tr>
                    <th scope="col" class="name">Turn</th><th scope="col" class="name">Time</th><th scope="col" class="name">Agent</th>
                    <th scope="col" class="name">Model</th><th scope="col" class="value">Requests</th><th scope="col" class="value">Tools</th>
                    <th scope="col" class="value">Input</th><th scope="col" class="value">Cached</th><th scope="col" class="value">Output</th>
                    <th scope="col" class="value">Cost</th><th scope="col" class="value">Duration</th><th scope="col" class="value">First answer</th>
                    <th scope="col" class="name">Marks</th>
                </tr></thead>
                <tbody>${repeat(shown, ({number}) => number, turn => row(app, turn))}</tbody>
            </table>
        </div>
        ${shown.length === turns.length ? nothing : html`<button @click=${() => app.unfold({allTurns: true})}>Show all ${count(turns.length)} turns</button>`}`,
    count(turns.length));
}

function row(app: App, turn: TurnRow): TemplateResult {
    const {agent, at, durationMs, errors, model, number, parts, requests, toolCalls} = turn;
    const open = app.detail.turns.has(number);
    return html`
        <tr class=${open ? 'open' : ''} data-turn=${number} @click=${() => toggle(app, number)}>
            <th scope="row" class="name"><button class="fold" aria-expanded=${open} @click=${(event: Event) => {
                event.stopPropagation();
                toggle(app, number);
            }}>${moreIcon} ${number === 0 ? 'before' : number}</button></th>
            <td class="name">${localTime(at, app.timeZone)}</td>
            <td class="name"><span class="clip">${agent}</span></td>
            <td class="name"><span class="clip">${model ?? '—'}</span></td>
            <td class="value">${count(requests)}</td>
            <td class="value">${count(toolCalls)}${errors !== null && errors > 0 ? html` <span class="is-red">x${errors}</span>` : nothing}</td>
            <td class="value">${compact(parts.inputTokens)}</td>
            <td class="value">${compact(parts.cacheReadTokens)}</td>
            <td class="value">${compact(parts.outputTokens)}</td>
            <td class="value">${costCell(parts.cost, parts.costLabel)}</td>
            <td class="value">${shortDuration(durationMs)}</td>
            <td class="value">${firstAnswer(turn)}</td>
            <td class="name">${missBadge(turn)}${turn.marks.map(mark => html`<span class="badge ${mark === 'error' || mark === 'denied' ? 'warn' : ''}">${MARKS[mark]}</span>`)}</td>
        </tr>
        ${open ? html`<tr class="unfolded"><td colspan="13"><pre>${turnBlock(turn)}</pre>${more(turn)}</td></tr>` : nothing}`;
}

/** The first request of a conversation finds nothing of it, which is no news. */
function missBadge({cacheMiss}: TurnRow): TemplateResult | typeof nothing {
    if (cacheMiss === null || cacheMiss.reason === 'new_conversation') return nothing;
    return html`<span class="badge" title=${missText(cacheMiss)}>cache miss</span>`;
}

function firstAnswer({firstKind, firstMs}: TurnRow): TemplateResult | string {
    if (firstMs === null) return latency(null);
    const kind = firstKind === null ? '' : FIRST[firstKind];
    return html`<span title=${kind}>${latency(firstMs)}</span><span class="sr"> ${kind}</span>`;
}

/** Why the cache missed, in the words of the command line. */
export const MISSES: Record<CacheMiss['reason'], string> = {
    new_conversation: 'new conversation', compaction: 'compaction', model_changed: 'another model', idle_5m: 'idle over 5 minutes',
    idle_1h: 'idle over 1 hour', prefix_changed: 'tools or system prompt changed', unknown: 'unknown',
};

export function missText({extraCost, extraCostLabel, reason, tokens}: CacheMiss): string {
    const extra = extraCost === null ? '' : `, ${signed(fineMoney(extraCost), extraCostLabel)} more than from the cache`;
    return `Cache missed (${MISSES[reason]}): ${count(tokens)} tokens sent anew${extra}.`;
}

export function limitText({longContextAbove, parts: {costLabel, surcharge}}: TurnRow): string {
    const paid = surcharge === null ? '' : `: +${signed(fineMoney(surcharge), costLabel)}`;
    return `Crossed ${count(longContextAbove)} tokens${paid}.`;
}

function more(turn: TurnRow): TemplateResult {
    const {cacheMiss, contextTokens, linesAdded, linesRemoved, longContextAbove} = turn;
    return html`
        ${cacheMiss === null ? nothing : html`<p class="faint">${missText(cacheMiss)}</p>`}
        ${longContextAbove === null ? nothing : html`<p class="faint">${limitText(turn)}</p>`}
        <p class="faint">${contextTokens === null ? nothing : html`Context ${count(contextTokens)} tokens. `}${(linesAdded ?? 0) + (linesRemoved ?? 0) === 0
            ? nothing : html`Lines <span class="is-green">+${count(linesAdded)}</span> <span class="is-red">-${count(linesRemoved)}</span>.`}</p>`;
}

function toggle(app: App, number: number): void {
    const turns = new Set(app.detail.turns);
    if (!turns.delete(number)) turns.add(number);
    app.unfold({turns});
}

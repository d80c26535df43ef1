/** The turns of a session; each unfolds to its block of tokens and cost. */

import {html, nothing, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {type App, FIRST_TURNS} from '../../app';
import type {CacheMiss, SessionPayload, TurnRow} from '../../../src/payloads';
import {t} from '../../../common/words';
import {panel} from '../../cards/panel';
import {compact, count, counted, fineMoney, latency, localTime, shortDuration, signed} from '../../lib/format';
import {moreIcon} from '../../lib/icons';
import {costCell} from '../../cards/table';
import {turnBlock} from '../../lib/turnBlock';
import {woven} from '../../lib/woven';

const MARKS: Record<TurnRow['marks'][number], string> = {
    interrupted: t('interrupted'), denied: t('denied'), error: t('error'), compaction: t('compaction'), long_context: t('long context'),
};
const FIRST: Record<NonNullable<TurnRow['firstKind']>, string> = {
    ttft: t('to first token'), first_thought: t('to first thought'), first_block: t('to first block'),
};

export function turnsPanel(app: App, {turns}: SessionPayload): TemplateResult {
    const shown = app.detail.allTurns ? turns : turns.slice(0, FIRST_TURNS);
    return panel(t('Turns'), turns.length === 0 ? html`<p class="faint">${t('No turns are recorded.')}</p>` : html`
        <div class="table-box" tabindex="-1">
            <table class="turns">
                <caption class="sr">${t('Turns')}</caption>
                <thead><tr>
                    <th scope="col" class="name">${t('Turn')}</th><th scope="col" class="name">${t('Time')}</th><th scope="col" class="name">${t('Agent')}</th>
                    <th scope="col" class="name">${t('Model')}</th><th scope="col" class="value">${t('Requests')}</th><th scope="col" class="value">${t('Tools')}</th>
                    <th scope="col" class="value">${t('Input')}</th><th scope="col" class="value">${t('Cached')}</th><th scope="col" class="value">${t('Output')}</th>
                    <th scope="col" class="value">${t('Cost')}</th><th scope="col" class="value">${t('Duration')}</th><th scope="col" class="value">${t('First answer')}</th>
                    <th scope="col" class="name">${t('Marks')}</th>
                </tr></thead>
                <tbody>${repeat(shown, ({number}) => number, turn => row(app, turn))}</tbody>
            </table>
        </div>
        ${shown.length === turns.length ? nothing : html`<button @click=${() => app.unfold({allTurns: true})}>${t('Show all {0}', counted(turns.length, 'turn'))}</button>`}`,
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
            }}>${moreIcon} ${number === 0 ? t('before') : number}</button></th>
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
    return html`<span class="badge" title=${missText(cacheMiss)}>${t('cache miss')}</span>`;
}

function firstAnswer({firstKind, firstMs}: TurnRow): TemplateResult | string {
    if (firstMs === null) return latency(null);
    const kind = firstKind === null ? '' : FIRST[firstKind];
    return html`<span title=${kind}>${latency(firstMs)}</span><span class="sr"> ${kind}</span>`;
}

/** Why the cache missed, in the words of the command line. */
export const MISSES: Record<CacheMiss['reason'], string> = {
    new_conversation: t('new conversation'), compaction: t('compaction'), model_changed: t('another model'), idle_5m: t('idle over 5 minutes'),
    idle_1h: t('idle over 1 hour'), prefix_changed: t('tools or system prompt changed'), unknown: t('unknown'),
};

export function missText({extraCost, extraCostLabel, reason, tokens}: CacheMiss): string {
    const why = MISSES[reason];
    return extraCost === null ? t('Cache missed ({0}): {1} tokens sent anew.', why, count(tokens))
        : t('Cache missed ({0}): {1} tokens sent anew, {2} more than from the cache.', why, count(tokens), signed(fineMoney(extraCost), extraCostLabel));
}

export function limitText({longContextAbove, parts: {costLabel, surcharge}}: TurnRow): string {
    const limit = count(longContextAbove);
    return surcharge === null ? t('Crossed {0} tokens.', limit) : t('Crossed {0} tokens: +{1}.', limit, signed(fineMoney(surcharge), costLabel));
}

function more(turn: TurnRow): TemplateResult {
    const {cacheMiss, contextTokens, linesAdded, linesRemoved, longContextAbove} = turn;
    return html`
        ${cacheMiss === null ? nothing : html`<p class="faint">${missText(cacheMiss)}</p>`}
        ${longContextAbove === null ? nothing : html`<p class="faint">${limitText(turn)}</p>`}
        <p class="faint">${contextTokens === null ? nothing : html`${t('Context {0} tokens.', count(contextTokens))} `}${(linesAdded ?? 0) + (linesRemoved ?? 0) === 0
            ? nothing : woven('Lines {0} {1}.', html`<span class="is-green">+${count(linesAdded)}</span>`, html`<span class="is-red">-${count(linesRemoved)}</span>`)}</p>`;
}

function toggle(app: App, number: number): void {
    const turns = new Set(app.detail.turns);
    if (!turns.delete(number)) turns.add(number);
    app.unfold({turns});
}

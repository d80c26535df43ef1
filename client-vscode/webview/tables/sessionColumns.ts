/** The columns of the sessions list. */

import {html, nothing, type TemplateResult} from 'lit';
import type {EngineChoice, SessionRow} from '../../src/payloads';
import {t} from '../../common/words';
import {pinIcon} from '../lib/icons';
import {compact, count, counted, localTime, shortDuration} from '../lib/format';
import {css, themeColour} from '../lib/css';
import {costCell, tokensCell} from '../cards/table';
import {RELATIONS, STATUSES} from '../lib/kinds';

/** More stand behind a number. */
const MOST_TAGS = 2;

export interface SessionColumn {
    name: string;
    title: string;
    /** The order it is asked in, and whether it falls at first. */
    sort: {column: string; falling: boolean};
    cell: (row: SessionRow, view: {engines: readonly EngineChoice[]; timeZone: string | undefined}) => TemplateResult | string;
}

export const SESSION_COLUMNS: readonly SessionColumn[] = [
    {name: 'title', title: t('Title'), sort: {column: 'title', falling: false}, cell: title},
    {name: 'engine', title: t('Engine'), sort: {column: 'engine', falling: false}, cell: ({engine}, {engines}) => engineName(engine, engines)},
    {name: 'agent', title: t('Agent'), sort: {column: 'agent', falling: false}, cell: ({agent}) => clipped(agent ?? '—')},
    {name: 'model', title: t('Model'), sort: {column: 'model', falling: false}, cell: ({model}) => clipped(model ?? '—')},
    {name: 'project', title: t('Project'), sort: {column: 'project', falling: false}, cell: ({project}) => clipped(project)},
    {name: 'updated', title: t('Last activity'), sort: {column: 'updatedAt', falling: true}, cell: ({updatedAt}, {timeZone}) => localTime(updatedAt, timeZone)},
    {name: 'messages', title: t('Messages'), sort: {column: 'messages', falling: true}, cell: ({messages}) => count(messages)},
    {name: 'tokens', title: t('Tokens'), sort: {column: 'tokens', falling: true}, cell: ({tokens, tokensLabel}) => tokensCell(compact(tokens), tokensLabel)},
    {name: 'cost', title: t('Cost'), sort: {column: 'cost', falling: true}, cell: ({cost, costLabel}) => costCell(cost, costLabel)},
    {name: 'quality', title: t('Quality'), sort: {column: 'quality', falling: true}, cell: ({quality}) => count(quality)},
    {name: 'duration', title: t('Duration'), sort: {column: 'durationMs', falling: true}, cell: ({durationMs}) => shortDuration(durationMs)},
    {name: 'status', title: t('Status'), sort: {column: 'status', falling: false}, cell: ({status}) => html`<span class="badge is-${status}">${STATUSES[status]}</span>`},
];

function title({archived, kind, pinned, subagents, tags, title: text}: SessionRow): TemplateResult {
    return html`${pinned ? html`<span class="pin">${pinIcon}<span class="sr">${t('Pinned')}</span></span>` : nothing}<span class="clip">${text}</span>${kind === 'fork' ? html`<span class="badge">${RELATIONS.fork}</span>` : nothing}${subagents > 0
        ? html`<span class="badge" title=${counted(subagents, 'sub-agent')}>+${subagents}</span>` : nothing}${archived ? html`<span class="badge">${STATUSES.archived}</span>` : nothing}${tags.slice(0, MOST_TAGS).map(tag => html`<span class="badge tag">${tag}</span>`)}${tags.length > MOST_TAGS
        ? html`<span class="badge" title=${tags.join(', ')}>+${tags.length - MOST_TAGS}</span>` : nothing}`;
}

function clipped(text: string): TemplateResult {
    return html`<span class="clip">${text}</span>`;
}

/** An engine as people know it, with its colour. */
export function engineName(engine: string, engines: readonly EngineChoice[]): TemplateResult {
    const known = engines.find(one => one.engine === engine);
    return html`<span class="dot" ${css({'--dot': themeColour(known?.colour ?? 'charts.lines')})}></span><span class="clip">${known?.title ?? engine}</span>`;
}

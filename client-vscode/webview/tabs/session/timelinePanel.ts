/** The timeline with its lanes to choose from, and what is known of the selected item. */

import {html, nothing, type TemplateResult} from 'lit';
import type {App} from '../../app';
import type {TimelineItem} from '../../../src/payloads';
import {t} from '../../../common/words';
import {panel} from '../../cards/panel';
import {type Lane, LANES, type Timeline, timelineOf} from '../../charts/timeline';
import '../../charts/timelineChart';
import {failed, waiting} from '../../frame/states';
import {count, counted, duration, fineMoney, latency, localClock, localTime} from '../../lib/format';
import {openIcon} from '../../lib/icons';
import './itemText';

/** The last layout: marks are laid out again only for other items or lanes. */
let last: {items: readonly TimelineItem[]; hidden: ReadonlySet<Lane>; timeline: Timeline} | null = null;

export function timelinePanel(app: App): TemplateResult {
    const {error, payload, slow} = app.asks.slot('sessionTimeline');
    if (error !== null) return panel(t('Timeline'), failed(app, 'sessionTimeline', error));
    if (payload === null) return panel(t('Timeline'), waiting(slow));
    const {items, nextCursor, total} = payload;
    if (items.length === 0) return panel(t('Timeline'), html`<p class="faint">${t('Nothing in this session carries a time.')}</p>`);
    const {hiddenLanes, item} = app.detail;
    const timeline = layOut(items, hiddenLanes);
    const zone = app.timeZone;
    return panel(t('Timeline'), html`
        <div class="lane-filters" role="group" aria-label=${t('Lanes shown')}>
            ${LANES.filter(({lane}) => items.some(one => one.lane === lane)).map(({colour, lane, meaning, title}) => html`
                <button class="chip" aria-pressed=${!hiddenLanes.has(lane)} title=${meaning} @click=${() => toggle(app, lane)}>
                    <span class="dot dot-${colour}"></span>${title} <span class="faint">${count(items.filter(one => one.lane === lane).length)}</span>
                </button>`)}
        </div>
        <sightline-timeline .timeline=${timeline} .timeZone=${zone} .selected=${item}
            .describe=${describer(timeline, zone)}
            @select=${({detail}: CustomEvent<string | null>) => app.unfold({item: detail})}
            @open=${() => open(app, items)}></sightline-timeline>
        ${details(app, items.find(({key}) => key === item))}
        <p class="foot">${t('A mark is a message, tool call or handoff, as wide as it took; red ones failed. Dashed lines stand for idle time.')}
            ${t('Ctrl + scroll, or + and −, zooms; dragging pans; arrow keys go from mark to mark.')}</p>
        ${nextCursor === null ? nothing : html`<button @click=${() => app.more('sessionTimeline')}>${t('Load more: {0} of {1}', count(items.length), count(total))}</button>`}`,
    counted(total, 'item'));
}

function layOut(items: readonly TimelineItem[], hidden: ReadonlySet<Lane>): Timeline {
    if (last?.items !== items || last.hidden !== hidden) last = {items, hidden, timeline: timelineOf(items, hidden)};
    return last.timeline;
}

let described: {timeline: Timeline; describe: (index: number) => readonly string[]} | null = null;

function describer(timeline: Timeline, zone: string | undefined): (index: number) => readonly string[] {
    if (described?.timeline !== timeline) {
        described = {timeline, describe: index => linesOf(timeline.marks[index]?.item, zone)};
    }
    return described.describe;
}

function linesOf(item: TimelineItem | undefined, zone: string | undefined): string[] {
    if (item === undefined) return [];
    const {agent, at, cost, durationMs, outcome, title, tokens, turn} = item;
    const clock = localClock(Date.parse(at), zone);
    return [
        title,
        durationMs === null ? clock : t('{0}, took {1}', clock, lasted(durationMs)),
        [
            outcome, tokens === null ? null : counted(tokens, 'token'), cost === null ? null : fineMoney(cost),
            turn === null ? null : t('turn {0}', turn), agent === null || agent === 'main' ? null : agent,
        ].filter(part => part !== null).join(' · '),
    ].filter(line => line !== '');
}

function lasted(ms: number): string {
    return ms < 60_000 ? latency(ms) : duration(ms);
}

function details(app: App, item: TimelineItem | undefined): TemplateResult {
    if (item === undefined) return html`<p class="selected faint">${t('Select a mark to see what it is.')}</p>`;
    const {agent, at, cost, durationMs, key, line, outcome, path, title, tokens, turn} = item;
    const id = app.place.session;
    const parts: [string, string | null][] = [
        [t('Time'), localTime(at, app.timeZone)],
        [t('Duration'), durationMs === null ? null : lasted(durationMs)],
        [t('Tokens'), tokens === null ? null : count(tokens)],
        [t('Cost'), cost === null ? null : fineMoney(cost)],
        [t('Outcome'), outcome],
        [t('Agent'), agent],
        [t('Turn'), turn === null ? null : String(turn)],
    ];
    return html`
        <div class="selected">
            <strong class="clip">${title}</strong>
            <dl class="facts">${parts.map(([name, value]) => value === null ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
            ${path === null || line === null || app.host.kind === 'file' ? nothing : html`
                <button @click=${() => app.openFile(path, line)}>${openIcon} ${t('Open at line {0}', line)}</button>`}
            ${id === null || app.host.kind === 'file' ? nothing : html`
                <sightline-item-text .item=${key} .load=${async (offset: number) => app.asks.once('sessionItem', {id, key, offset})}></sightline-item-text>`}
        </div>`;
}

function open(app: App, items: readonly TimelineItem[]): void {
    const item = items.find(({key}) => key === app.detail.item);
    if (item !== undefined && item.path !== null && item.line !== null) app.openFile(item.path, item.line);
}

function toggle(app: App, lane: Lane): void {
    const hiddenLanes = new Set(app.detail.hiddenLanes);
    if (!hiddenLanes.delete(lane)) hiddenLanes.add(lane);
    app.unfold({hiddenLanes});
}

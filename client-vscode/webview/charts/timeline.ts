/** What a timeline shows: items in lanes on a clock that skips idle time. Pure, drawn by `timelineChart.ts`. */

import type {TimelineItem} from '../../src/payloads';
import {t} from '../../common/words';

export type Lane = TimelineItem['lane'];

export const LANES: readonly {lane: Lane; title: string; colour: string; meaning: string}[] = [
    {lane: 'user', title: t('User'), colour: 'yellow', meaning: t('prompts')},
    {lane: 'assistant', title: t('Assistant'), colour: 'purple', meaning: t('model responses')},
    {lane: 'tools', title: t('Tools'), colour: 'blue', meaning: t('tool calls')},
    {lane: 'agents', title: t('Agents'), colour: 'green', meaning: t('sub-agents and handoffs')},
    {lane: 'problems', title: t('Problems'), colour: 'red', meaning: t('failures and what could not be read')},
];

/** Idle time longer than this is drawn as a short gap. */
const IDLE_MS = 5 * 60_000;
/** How wide such a gap is, as a share of the work around it. */
const GAP_SHARE = 0.012;

export interface Mark {
    item: TimelineItem;
    lane: number;
    from: number;
    to: number;
    failed: boolean;
}

export interface Gap {
    /** Where the drawn gap lies on the shortened clock. */
    at: number;
    width: number;
    /** The real time it stands for. */
    ms: number;
}

export interface Timeline {
    marks: readonly Mark[];
    gaps: readonly Gap[];
    lanes: readonly (typeof LANES)[number][];
    /** The length of the shortened clock. */
    length: number;
    /** The real instant at a place of the shortened clock. */
    instant: (place: number) => number;
}

interface Piece {
    start: number;
    end: number;
    /** Its begin on the shortened clock. */
    at: number;
}

/** Items laid out in the lanes that are wanted; lanes without an item are left out. */
export function timelineOf(items: readonly TimelineItem[], hidden: ReadonlySet<Lane>): Timeline {
    const lanes = LANES.filter(({lane}) => !hidden.has(lane) && items.some(item => item.lane === lane));
    const spans = items.map(item => {
        const start = Date.parse(item.at);
        return {item, start, end: start + Math.max(0, item.durationMs ?? 0)};
    });
    const pieces = piecesOf(spans);
    const place = (instant: number): number => {
        const piece = pieces.findLast(({start}) => start <= instant) ?? pieces[0];
        return piece === undefined ? 0 : piece.at + Math.min(instant, piece.end) - piece.start;
    };
    const marks = spans.flatMap(({end, item, start}): Mark[] => {
        const lane = lanes.findIndex(one => one.lane === item.lane);
        return lane < 0 ? [] : [{item, lane, from: place(start), to: place(end), failed: isFailed(item)}];
    });
    return {marks, lanes, gaps: gapsOf(pieces), length: lengthOf(pieces), instant: at => instantOf(pieces, at)};
}

function isFailed({lane, outcome}: TimelineItem): boolean {
    return lane === 'problems' || outcome === 'failed' || outcome === 'rejected' || outcome === 'denied';
}

/** Stretches of work between the idle ones. */
function piecesOf(spans: readonly {start: number; end: number}[]): Piece[] {
    const sorted = [...spans].sort((one, other) => one.start - other.start);
    const pieces: Piece[] = [];
    for (const {start, end} of sorted) {
        const last = pieces.at(-1);
        if (last === undefined || start - last.end > IDLE_MS) pieces.push({start, end, at: 0});
        else last.end = Math.max(last.end, end);
    }
    const work = pieces.reduce((sum, {start, end}) => sum + end - start, 0);
    const gap = Math.max(1000, work * GAP_SHARE);
    let at = 0;
    for (const piece of pieces) {
        piece.at = at;
        at += piece.end - piece.start + gap;
    }
    return pieces;
}

function gapsOf(pieces: readonly Piece[]): Gap[] {
    return pieces.slice(1).map((piece, index) => {
        const before = pieces[index] ?? piece;
        const at = before.at + before.end - before.start;
        return {at, width: piece.at - at, ms: piece.start - before.end};
    });
}

function lengthOf(pieces: readonly Piece[]): number {
    const last = pieces.at(-1);
    return last === undefined ? 0 : Math.max(1000, last.at + last.end - last.start);
}

function instantOf(pieces: readonly Piece[], at: number): number {
    const piece = pieces.findLast(one => one.at <= at) ?? pieces[0];
    return piece === undefined ? 0 : Math.min(piece.end, piece.start + at - piece.at);
}

/** The mark of a lane nearest to a place, if one is near enough. */
export function nearest({marks}: Timeline, lane: number, at: number, reach: number): number | null {
    let best: number | null = null;
    let shortest = reach;
    for (const [index, mark] of marks.entries()) {
        if (mark.lane !== lane) continue;
        const away = at < mark.from ? mark.from - at : at > mark.to ? at - mark.to : 0;
        if (away <= shortest) [best, shortest] = [index, away];
    }
    return best;
}

/** The mark a key leads to: along the time, or to the nearest in the next lane. */
export function stepFrom({lanes, marks}: Timeline, at: number | null, key: string): number | null {
    const mark = at === null ? undefined : marks[at];
    if (at === null || mark === undefined) return marks.length > 0 ? 0 : null;
    switch (key) {
        case 'ArrowLeft': return Math.max(0, at - 1);
        case 'ArrowRight': return Math.min(marks.length - 1, at + 1);
        case 'Home': return 0;
        case 'End': return marks.length - 1;
        case 'ArrowUp': return inLane(marks, mark, mark.lane - 1) ?? at;
        case 'ArrowDown': return mark.lane + 1 < lanes.length ? inLane(marks, mark, mark.lane + 1) ?? at : at;
        default: return null;
    }
}

function inLane(marks: readonly Mark[], from: Mark, lane: number): number | null {
    let best: number | null = null;
    for (const [index, mark] of marks.entries()) {
        if (mark.lane !== lane) continue;
        const before = best === null ? undefined : marks[best];
        if (before === undefined || Math.abs(mark.from - from.from) < Math.abs(before.from - from.from)) best = index;
    }
    return best;
}

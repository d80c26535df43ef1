/** Questions in flight: the newest of each report and part counts, later pages join it, stale replies are dropped. */

import type {Params, Payloads, ReportName, SearchContentPart} from '../../src/payloads';
import type {ToHost} from '../../src/protocol';
import {canonical} from './canonical';

/** What is known about one report. */
export interface Slot<R extends ReportName = ReportName> {
    readonly report: R;
    params: Params[R] | null;
    payload: Payloads[R] | null;
    /** The payload answers an older question than `params`. */
    stale: boolean;
    /** The open question, 0 for none. */
    seq: number;
    /** It has been open for so long that a sign is due. */
    slow: boolean;
    /** The open question is a further page. */
    more: boolean;
    error: string | null;
}

/** Reports that come in pages, and where their rows are. */
const PAGED = {sessions: 'rows', sessionTimeline: 'items', problems: 'rows'} as const;
export type PagedReport = keyof typeof PAGED;
const SLOW_MS = 300;

export class Asks {
    /** A report may be asked several things at once: then each has a name. */
    readonly #slots = new Map<string, Slot>();
    readonly #waiting = new Map<number, {resolve: (payload: never) => void; reject: (reason: Error) => void}>();
    #seq = 0;

    constructor(
        private readonly send: (message: ToHost) => void,
        private readonly changed: () => void,
    ) {}

    slot<R extends ReportName>(report: R, part = ''): Slot<R> {
        const known = this.#slots.get(`${report} ${part}`);
        if (known !== undefined) return known as unknown as Slot<R>;
        const fresh: Slot<R> = {report, params: null, payload: null, stale: false, seq: 0, slow: false, more: false, error: null};
        this.#slots.set(`${report} ${part}`, fresh);
        return fresh;
    }

    /** All that a report was asked, by part. */
    parts<R extends ReportName>(report: R): [string, Slot<R>][] {
        return [...this.#slots].flatMap(([key, slot]): [string, Slot<R>][] =>
            (slot.report === report ? [[key.slice(report.length + 1), slot as unknown as Slot<R>]] : []));
    }

    /** Whether anything has been on its way for so long that it should be said. */
    get slow(): boolean {
        return [...this.#slots.values()].some(({slow}) => slow);
    }

    /** Asks unless exactly this was asked: what failed is for the user to try again. */
    want<R extends ReportName>(report: R, params: Params[R], part = ''): void {
        const slot = this.slot(report, part);
        if (slot.params !== null && canonical(report, slot.params) === canonical(report, params)) return;
        slot.stale = true;
        slot.params = params;
        this.#open(slot, params, false);
    }

    /** Asks the same again, as long as something was asked. */
    again<R extends ReportName>(report: R, change: Partial<Params[R]> = {}): void {
        for (const [, slot] of this.parts(report)) {
            if (slot.params !== null) this.#open(slot, {...slot.params, ...change}, false);
        }
    }

    /** Asks for the page after those there are. */
    more(report: PagedReport): void {
        const slot: Slot<PagedReport> = this.slot(report);
        const cursor = slot.payload?.nextCursor ?? null;
        if (slot.params === null || cursor === null || slot.seq !== 0 || slot.stale) return;
        this.#open(slot, {...slot.params, cursor}, true);
    }

    /** Asks on the side, for somebody who waits: nothing of it is kept. */
    once<R extends ReportName>(report: R, params: Params[R]): Promise<Payloads[R]> {
        const seq = this.#seq += 1;
        this.send({kind: 'ask', seq, report, params} as unknown as ToHost);
        return new Promise((resolve, reject) => this.#waiting.set(seq, {resolve, reject}));
    }

    /** What is there is old: it will be asked as soon as somebody wants it. */
    outdate(report: ReportName): void {
        for (const [, slot] of this.parts(report)) {
            this.#cancel(slot);
            slot.stale = slot.payload !== null;
            slot.params = null;
        }
    }

    /** A reply to the open question of a report; any other is stale. */
    reply(seq: number, payload: Payloads[ReportName]): void {
        this.#waiting.get(seq)?.resolve(payload as never);
        this.#waiting.delete(seq);
        const slot = this.#asked(seq);
        if (slot === undefined) return;
        slot.payload = slot.more ? joined(slot, payload) : whole(slot, payload);
        this.#close(slot, null);
    }

    /** What came of an answer before the rest of it. */
    part(seq: number, part: SearchContentPart): void {
        const slot = this.#asked(seq);
        if (slot?.report !== 'searchContent') return;
        const before = slot.stale ? null : slot.payload as Payloads['searchContent'] | null;
        slot.payload = withPart(before ?? NOTHING_SAID, part);
        slot.stale = false;
        this.changed();
    }

    fail(seq: number, message: string): void {
        this.#waiting.get(seq)?.reject(new Error(message));
        this.#waiting.delete(seq);
        const slot = this.#asked(seq);
        if (slot !== undefined) this.#close(slot, message);
    }

    #asked(seq: number): Slot | undefined {
        return [...this.#slots.values()].find(slot => slot.seq === seq);
    }

    #open<R extends ReportName>(slot: Slot<R>, params: Params[R], more: boolean): void {
        this.#cancel(slot);
        const seq = this.#seq += 1;
        Object.assign(slot, {seq, more, error: null, slow: false});
        setTimeout(() => {
            if (slot.seq !== seq) return;
            slot.slow = true;
            this.changed();
        }, SLOW_MS);
        this.send({kind: 'ask', seq, report: slot.report, params} as unknown as ToHost);
        this.changed();
    }

    #cancel(slot: Slot): void {
        if (slot.seq !== 0) this.send({kind: 'cancel', seq: slot.seq});
        slot.seq = 0;
    }

    #close(slot: Slot, error: string | null): void {
        if (error === null) slot.stale = false;
        Object.assign(slot, {seq: 0, slow: false, more: false, error});
        this.changed();
    }
}

/** The pages there are and the next one. */
function joined(slot: Slot, next: Payloads[ReportName]): Payloads[ReportName] {
    const key = PAGED[slot.report as PagedReport];
    const before = (slot.payload as unknown as Record<string, readonly unknown[]>)[key] ?? [];
    const after = (next as unknown as Record<string, readonly unknown[]>)[key] ?? [];
    return {...next, [key]: [...before, ...after]};
}

const NOTHING_SAID: Payloads['searchContent'] = {
    generatedAt: '', revision: 0, partial: null, queryErrors: [], hits: [], searched: 0, total: 0, unreadable: 0, truncated: false, hint: null,
};

function withPart(payload: Payloads['searchContent'], {hits, searched, total}: SearchContentPart): Payloads['searchContent'] {
    return {...payload, hits: [...payload.hits, ...hits], searched, total};
}

/** An answer whose parts came before is without them. */
function whole(slot: Slot, answer: Payloads[ReportName]): Payloads[ReportName] {
    if (slot.report !== 'searchContent' || slot.stale || slot.payload === null) return answer;
    const said = answer as Payloads['searchContent'];
    return said.hits.length > 0 ? said : {...said, hits: (slot.payload as Payloads['searchContent']).hits};
}

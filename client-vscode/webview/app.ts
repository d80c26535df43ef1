/** The page's state and what can be done to it; views are drawn from it and call back into it. */

import type {OverviewPayload, Payloads, ReportName, Scope} from '../src/payloads';
import type {ReviewAct, SessionAct, Tab, ToPage, Verb} from '../src/protocol';
import type {Lane} from './charts/timeline';
import type {Selection} from './tables/selection';
import {Asks, type PagedReport, type Slot} from './lib/asks';
import type {DaySpan} from './lib/days';
import type {Host} from './lib/host';
import {FIRST_PLACE, type Place, restored} from './lib/place';
import {both} from './lib/query';
import {type Question, questionsOf} from './lib/questions';
import {scopeOf} from './lib/scope';

/** Above this a live list is not asked again in one piece: replies stay below a mebibyte. */
const MOST_AGAIN = 500;
/** So many items of a timeline are asked for without being told to. */
const MOST_ITEMS = 5000;
/** Reports of tabs and of the drill-down: asked while they are visible. */
const OF_VIEWS: readonly ReportName[] = ['session', 'sessionTimeline', 'performance', 'quality', 'trends', 'daily', 'compare'];

export interface Workspace {
    trusted: boolean;
    folders: readonly string[];
}

/** What is unfolded and chosen in the drill-down; forgotten with it. */
export interface Detail {
    turns: ReadonlySet<number>;
    allTurns: boolean;
    hiddenLanes: ReadonlySet<Lane>;
    item: string | null;
    /** The review whose text is shown. */
    review: string | null;
}

/** More turns than these are drawn on demand. */
export const FIRST_TURNS = 200;
const FOLDED: Detail = {turns: new Set(), allTurns: false, hiddenLanes: new Set(), item: null, review: null};

export class App {
    place: Place;
    detail: Detail = FOLDED;
    /** The session that Back came from: its row gets the focus. */
    returned: string | null = null;
    /** Sessions of the list that are chosen for an act. */
    selected: Selection = new Set();
    /** What went wrong with something the user did, until they do something else. */
    trouble: string | null = null;
    server: Extract<ToPage, {kind: 'server'}> | null = null;
    indexing: Extract<ToPage, {kind: 'indexing'}> | null = null;
    /** The user had the reading of files ended: the rest is unread. */
    halted = false;
    workspace: Workspace = {trusted: true, folders: []};
    /** Payloads of an earlier run, drawn dimmed until the server answers. */
    snapshot: Extract<ToPage, {kind: 'snapshot'}> | null = null;
    readonly asks: Asks;
    /** In the editor nothing is asked before it said which folders are open. */
    #greeted: boolean;
    readonly #first: boolean;

    constructor(readonly host: Host, private readonly tabs: readonly Tab[], readonly draw: () => void) {
        const kept = host.load();
        this.#first = typeof kept !== 'object' || kept === null;
        this.#greeted = host.kind === 'file';
        this.place = restored(kept, FIRST_PLACE, tabs);
        this.asks = new Asks(message => host.send(message), draw);
    }

    start(): void {
        this.host.listen(message => this.receive(message));
        this.host.send({kind: 'ready'});
        this.#askVisible();
        this.draw();
    }

    receive(message: ToPage): void {
        switch (message.kind) {
            case 'snapshot': this.snapshot = message; break;
            case 'reply': this.asks.reply(message.seq, message.payload); break;
            case 'part': this.asks.part(message.seq, message.part); break;
            case 'fail': this.asks.fail(message.seq, message.message); break;
            case 'changed': this.#changed(); break;
            case 'show': this.#show(message); break;
            case 'server': this.#served(message); break;
            case 'indexing': this.indexing = message.done < message.total ? message : null; break;
            case 'workspace': this.#welcome(message); break;
        }
        this.#askVisible();
        this.draw();
    }

    /** Goes somewhere or chooses something: keeps it, asks what it needs, draws it. */
    go(change: Partial<Place>): void {
        this.place = {...this.place, ...change};
        this.trouble = null;
        this.host.save(this.place);
        if ('tab' in change || 'range' in change) {
            const {range, tab} = this.place;
            this.host.send({kind: 'at', tab, ...('preset' in range ? {preset: range.preset} : {days: range})});
        }
        this.#askVisible();
        this.draw();
    }

    openSession(id: string): void {
        this.detail = FOLDED;
        this.go({tab: 'sessions', session: id, scroll: {...this.place.scroll, session: 0}});
    }

    /** From a session to the list, at the place it was left. */
    back(): void {
        this.returned = this.place.session;
        this.go({session: null});
    }

    unfold(change: Partial<Detail>): void {
        this.detail = {...this.detail, ...change};
        this.draw();
    }

    /** Unfolds a turn and goes there. */
    showTurn(number: number): void {
        const {allTurns, turns} = this.detail;
        const shown = allTurns || (this.asks.slot('session').payload?.turns ?? []).findIndex(turn => turn.number === number) < FIRST_TURNS;
        this.unfold({turns: new Set([...turns, number]), allTurns: !shown || allTurns});
        // Drawn in a moment: then there is something to scroll to.
        setTimeout(() => document.querySelector(`[data-turn="${number}"]`)?.scrollIntoView({block: 'center'}));
    }

    /** Keeps how far something is scrolled, without drawing anew. */
    remember(what: string, offset: number): void {
        this.place = {...this.place, scroll: {...this.place.scroll, [what]: offset}};
        this.host.save(this.place);
    }

    fail(reason: unknown): void {
        this.trouble = reason instanceof Error ? reason.message : String(reason);
        this.draw();
    }

    openDays(days: DaySpan): void {
        this.go({tab: 'sessions', session: null, days, scroll: {...this.place.scroll, sessions: 0, rows: 0}});
    }

    /** The sessions that also hold what a query says. */
    openQuery(more: string): void {
        this.go({tab: 'sessions', session: null, query: both(this.place.query, more), scroll: {...this.place.scroll, sessions: 0, rows: 0}});
    }

    clearFilters(): void {
        this.go({workspaceOnly: false, engines: [], models: [], agents: [], projects: [], query: '', days: null});
    }

    select(sessions: Selection): void {
        this.selected = sessions;
        this.draw();
    }

    /** Has something done to what is kept of sessions; the editor asks what has to be asked. */
    act(act: SessionAct, ids: readonly string[]): void {
        this.host.send({kind: 'act', act, ids});
    }

    /** Ends the reading of files, or goes on with it. */
    halt(halted: boolean): void {
        this.halted = halted;
        this.command(halted ? 'cancelIndexing' : 'refresh');
        this.draw();
    }

    command(verb: Verb): void {
        this.host.send({kind: 'command', verb});
    }

    /** Reviews sessions; of one, takes findings from a file or shows them in the editor. */
    review(act: ReviewAct, ids: readonly string[]): void {
        this.host.send({kind: 'review', act, ids});
    }

    openFile(path: string, line: number | null): void {
        this.host.send({kind: 'open', path, line});
    }

    retry(report: ReportName): void {
        this.asks.again(report);
    }

    more(report: PagedReport): void {
        this.asks.more(report);
    }

    /** The newest overview there is, of the scope or of before. */
    get overview(): OverviewPayload | null {
        return this.asks.slot('overview').payload ?? this.snapshot?.payloads.overview ?? null;
    }

    /** How many files of how many are read, while some are not. */
    get partial(): {done: number; total: number} | null {
        const partial = this.indexing ?? this.overview?.partial ?? null;
        return partial === null || partial.done >= partial.total ? null : partial;
    }

    /** There is no session at all, whatever the scope. */
    get hasNone(): boolean {
        const {payload, stale} = this.asks.slot('overview');
        return payload !== null && !stale && payload.period.newest === null;
    }

    get timeZone(): string | undefined {
        return this.overview?.period.timeZone;
    }

    /** What the visible part hangs on. */
    get main(): Slot {
        if (this.place.session !== null) return this.asks.slot('session');
        const [question] = this.#questions;
        return question === undefined ? this.asks.slot('overview') : this.asks.slot(question.report, question.part);
    }

    get #questions(): Question[] {
        return questionsOf(this.place, this.scope);
    }

    get scope(): Scope {
        return scopeOf(this.place, this.workspace.folders);
    }

    #askVisible(): void {
        if (!this.#greeted) return;
        const {asks, place} = this;
        asks.want('overview', this.scope);
        if (place.problems || this.hasNone) asks.want('problems', {limit: 100});
        for (const {params, part, report} of this.#questions) asks.want<ReportName>(report, params, part);
        if (place.session !== null && (asks.slot('sessionTimeline').payload?.items.length ?? 0) < MOST_ITEMS) asks.more('sessionTimeline');
    }

    /** The data changed: what is visible is asked again, in place; the rest when it is shown. */
    #changed(): void {
        const {asks, place} = this;
        asks.again('overview');
        if (place.problems) asks.again('problems');
        else asks.outdate('problems');
        const visible = new Set(this.#questions.map(({report}) => report));
        for (const report of OF_VIEWS) {
            if (visible.has(report)) asks.again(report);
            else asks.outdate(report);
        }
        if (!visible.has('sessions')) {
            asks.outdate('sessions');
            return;
        }
        const rows = asks.slot('sessions').payload?.rows.length ?? 0;
        asks.again('sessions', rows > 100 ? {limit: Math.min(rows, MOST_AGAIN)} : {});
    }

    #show({compare, days, tab, preset, session}: Extract<ToPage, {kind: 'show'}>): void {
        const known = this.tabs.find(one => one === tab) ?? FIRST_PLACE.tab;
        this.detail = FOLDED;
        this.go({
            tab: session === undefined ? known : 'sessions',
            session: session ?? null,
            ...(preset === undefined ? {} : {range: {preset}, days: null}),
            ...(days === undefined ? {} : {range: days, days: null}),
            ...(compare === undefined ? {} : {compareA: compare[0], compareB: compare[1]}),
        });
    }

    #served(message: Extract<ToPage, {kind: 'server'}>): void {
        const back = message.state === 'running' && this.server !== null && this.server.state !== 'running';
        this.server = message;
        if (back) this.#changed();
    }

    #welcome({trusted, folders, scope}: Extract<ToPage, {kind: 'workspace'}>): void {
        this.workspace = {trusted, folders};
        if (!this.#greeted && this.#first && scope === 'workspace' && folders.length > 0) {
            this.place = {...this.place, workspaceOnly: true};
        }
        this.#greeted = true;
    }
}

/** A payload that is drawn as it was before, while its successor is on the way. */
export function isDimmed(app: App, report: keyof Payloads, part?: string): boolean {
    const slot = app.asks.slot(report, part);
    return slot.payload === null || slot.stale;
}

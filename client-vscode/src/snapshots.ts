/** The last payloads, kept by the editor: painted at once, before the sidecar answers. */

import type {Memento} from 'vscode';
import type {Payloads, ReportName} from './payloads';

const KEY = 'sightline.snapshot/2';
const KEPT: ReadonlySet<ReportName> = new Set(['status', 'overview']);
/** Above this the editor complains about the size of an extension's state. */
const LONGEST = 400_000;

interface Snapshot {
    asOf: string;
    payloads: Partial<Payloads>;
}

export class Snapshots {
    constructor(private readonly memory: Pick<Memento, 'get' | 'update'>) {}

    get payloads(): Partial<Payloads> {
        return this.#stored()?.payloads ?? {};
    }

    /** When the newest of them was made; null without any. */
    get asOf(): string | null {
        return this.#stored()?.asOf ?? null;
    }

    /** Keeps a payload if it is one of those painted at the start. */
    async keep<R extends ReportName>(report: R, payload: Payloads[R], now: Date): Promise<void> {
        if (!KEPT.has(report) || JSON.stringify(payload).length > LONGEST) return;
        await this.memory.update(KEY, {asOf: now.toISOString(), payloads: {...this.payloads, [report]: payload}});
    }

    #stored(): Snapshot | undefined {
        return this.memory.get<Snapshot>(KEY);
    }
}

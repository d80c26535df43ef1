import {expect, test} from 'vitest';
import {Snapshots} from '../src/snapshots';
import {status} from './samples';

/** The editor's memory of an extension. */
class Memory {
    readonly kept = new Map<string, unknown>();

    get(key: string): unknown {
        return this.kept.get(key);
    }

    update(key: string, value: unknown): Promise<void> {
        this.kept.set(key, structuredClone(value));
        return Promise.resolve();
    }
}

test('the next window paints the last status', async () => {
    const memory = new Memory() as unknown as ConstructorParameters<typeof Snapshots>[0];
    await new Snapshots(memory).keep('status', status(), new Date('2026-11-21T12:00:00Z'));
    const next = new Snapshots(memory);
    expect(next.payloads.status?.today.cost).toBe(4.12);
    expect(next.asOf).toBe('2026-11-21T12:00:00.000Z');
});

test('a drill-down is not kept', async () => {
    const memory = new Memory();
    const page = {rows: [], total: 0, nextCursor: null, searched: [], generatedAt: '', revision: 1, partial: null};
    await new Snapshots(memory as unknown as ConstructorParameters<typeof Snapshots>[0]).keep('problems', page, new Date());
    expect(memory.kept.size).toBe(0);
});

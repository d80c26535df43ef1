/** Which sessions are chosen for an act: a pure set that rows are put into and taken out of. */

export type Selection = ReadonlySet<string>;

/** With the row, or without it if it was chosen. */
export function toggled(selection: Selection, id: string): Selection {
    const next = new Set(selection);
    if (!next.delete(id)) next.add(id);
    return next;
}

/** With all rows from one to another, in the order of the list; with the latter alone if the first is not in it. */
export function extended(selection: Selection, ids: readonly string[], from: string | null, to: string): Selection {
    const ends = [from === null ? -1 : ids.indexOf(from), ids.indexOf(to)];
    const first = Math.min(...ends);
    return new Set([...selection, ...(first < 0 ? [to] : ids.slice(first, Math.max(...ends) + 1))]);
}

/** All rows, or none if all were chosen. */
export function allOrNone(selection: Selection, ids: readonly string[]): Selection {
    return ids.every(id => selection.has(id)) ? new Set() : new Set(ids);
}

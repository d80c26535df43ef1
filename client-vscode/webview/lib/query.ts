/** The words of a search as the page writes them; only the server reads them. */

/** Places in a query are code points; JavaScript counts otherwise beyond the first plane. */
export function indexOf(text: string, codePoint: number): number {
    return Array.from(text).slice(0, codePoint).join('').length;
}

export function codePointOf(text: string, index: number): number {
    return Array.from(text.slice(0, index)).length;
}

/** A field with one value, which is exact: in quotes. */
export function term(field: string, value: string): string {
    return `${field}:"${value.replaceAll(/["\\]/gu, '\\$&')}"`;
}

/** A query that must also hold what another one says. */
export function both(query: string, more: string): string {
    const before = query.trim();
    if (before === '' || before === more) return more;
    // What is left and right of OR belongs together.
    return `${/\sOR\s/u.test(before) ? `(${before})` : before} ${more}`;
}

/** What stands behind the beginning of a term, such as `cost:>=`, that the page itself writes; null without such a term. */
export function valueOf(query: string, begin: string): string | null {
    return words(query).find(word => word.startsWith(begin))?.slice(begin.length) ?? null;
}

/** The query with that value, or without the term. */
export function withValue(query: string, begin: string, value: string | null): string {
    const rest = words(query).filter(word => !word.startsWith(begin)).join(' ');
    return value === null ? rest : both(rest, begin + value);
}

/** What stands between spaces, outside of quotes. */
function words(query: string): string[] {
    return query.match(/(?:"(?:[^"\\]|\\.)*"|[^\s"]|"(?=[^"]*$))+/gu) ?? [];
}

/** A query with something in place of a stretch of it, given in code points, and the cursor after that. */
export function replaced(query: string, start: number, end: number, insert: string): {text: string; cursor: number} {
    const [from, to] = [indexOf(query, start), indexOf(query, end)];
    return {text: query.slice(0, from) + insert + query.slice(to), cursor: from + insert.length};
}

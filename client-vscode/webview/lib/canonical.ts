/** A question as one text, the same for the page and for the Python that writes the HTML report. */

/** JSON with sorted keys and without what says nothing: null, undefined, empty lists. */
export function canonical(report: string, params: object): string {
    return `${report}?${JSON.stringify(tidied(params))}`;
}

function tidied(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(tidied);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, inner]) => inner !== null && inner !== undefined && !(Array.isArray(inner) && inner.length === 0))
            .sort(([one], [other]) => (one < other ? -1 : 1))
            .map(([key, inner]) => [key, tidied(inner)]),
    );
}

/** Paths as people read them. */

/** The last segment, extended leftward until it is the only one of its kind. */
export function shortPath(path: string, among: readonly string[]): string {
    const parts = path.split(/[\\/]/u).filter(part => part !== '');
    const others = among.filter(other => other !== path).map(other => other.split(/[\\/]/u).filter(part => part !== ''));
    for (let length = 1; length < parts.length; length += 1) {
        const tail = parts.slice(-length).join('/');
        if (others.every(other => other.slice(-length).join('/') !== tail)) return tail;
    }
    return parts.length === 0 ? path : parts.join('/');
}

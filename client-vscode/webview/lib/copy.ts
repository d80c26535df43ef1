/** Copying what is on the page: a number, or a table as rows that a spreadsheet takes. */

let send: (text: string) => void = () => undefined;

/** Who puts a text on the clipboard. */
export function copiesBy(copy: (text: string) => void): void {
    send = copy;
}

export function copyText(text: string): void {
    send(text);
}

/** Cells as text between tabs; what a spreadsheet would run is made harmless. */
export function asTabs(rows: readonly (readonly string[])[]): string {
    return rows.map(cells => `${cells.map(harmless).join('\t')}\n`).join('');
}

/** What a table on the page shows, head and foot included, without words for screen readers only. */
export function shownRows(box: Element): string[][] {
    return [...box.querySelectorAll('tr')].map(row => [...row.querySelectorAll('th, td')].map(cell => {
        const copy = cell.cloneNode(true) as Element;
        for (const hidden of copy.querySelectorAll('.sr')) hidden.remove();
        return copy.textContent;
    }));
}

function harmless(text: string): string {
    const line = text.replaceAll(/\s+/gu, ' ').trim();
    return /^[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u.test(line) && !/^[+-][$\d.,]+%?$/u.test(line) ? `'${line}` : line;
}

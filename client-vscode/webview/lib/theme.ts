/** The theme's colours for canvases and SVG, and word of its changes. */

/** The colours a chart is drawn with. */
export interface Theme {
    text: string;
    faint: string;
    line: string;
    background: string;
    /** Charts measure their labels in it. */
    font: string;
    highContrast: boolean;
    colour: (name: string) => string;
}

/** As they are now. */
export function currentTheme(): Theme {
    const style = getComputedStyle(document.body);
    const value = (name: string): string => style.getPropertyValue(name).trim();
    const chart = (name: string): string => opaque(value(`--vscode-charts-${name}`));
    return {
        text: value('--text'),
        faint: value('--faint'),
        line: value('--line'),
        background: value('--panel'),
        font: style.fontFamily,
        highContrast: /vscode-high-contrast/u.test(document.body.className) || matchMedia('(forced-colors: active)').matches,
        colour: name => (name === 'orange' ? between(chart('yellow'), chart('red')) : chart(name)),
    };
}

/** Some themes give a chart colour that lets half of the page through. */
function opaque(colour: string): string {
    return /^#[\da-f]{8}$/iu.test(colour) ? colour.slice(0, 7) : colour.replace(/^rgba\((.*),[^,]*\)$/u, 'rgb($1)');
}

/** The orange of some themes is a brown that nobody sees on their dark page: it is made of two others, as in the style sheet. */
function between(one: string, other: string): string {
    const [a, b] = [one, other].map(colour => /^#[\da-f]{6}$/iu.test(colour) ? Number.parseInt(colour.slice(1), 16) : null);
    if (a == null || b == null) return one;
    const mixed = [16, 8, 0].map(shift => Math.round(((a >> shift & 255) + (b >> shift & 255)) / 2));
    return `#${mixed.map(part => part.toString(16).padStart(2, '0')).join('')}`;
}

/** Calls back when the theme changed, until the answer is called. */
export function onTheme(changed: () => void): () => void {
    const observer = new MutationObserver(changed);
    observer.observe(document.body, {attributes: true, attributeFilter: ['class']});
    const preference = matchMedia('(prefers-color-scheme: dark)');
    preference.addEventListener('change', changed);
    return () => {
        observer.disconnect();
        preference.removeEventListener('change', changed);
    };
}

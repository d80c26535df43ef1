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
    return {
        text: value('--text'),
        faint: value('--faint'),
        line: value('--line'),
        background: value('--panel'),
        font: style.fontFamily,
        highContrast: /vscode-high-contrast/u.test(document.body.className) || matchMedia('(forced-colors: active)').matches,
        colour: name => opaque(value(`--vscode-charts-${name}`)),
    };
}

/** Some themes give a chart colour that lets half of the page through. */
function opaque(colour: string): string {
    return /^#[\da-f]{8}$/iu.test(colour) ? colour.slice(0, 7) : colour.replace(/^rgba\((.*),[^,]*\)$/u, 'rgb($1)');
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

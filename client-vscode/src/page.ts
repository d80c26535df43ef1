/** The page's HTML: one script with a nonce, one style sheet, nothing inline that runs. */

import type {Bundle} from '../common/words';

export interface PageParts {
    nonce: string;
    cspSource: string;
    script: string;
    style: string;
    /** The editor's language, and what it has for the texts of the page; nothing where they stay as written. */
    language: string;
    texts: Bundle | undefined;
}

/** The content security policy, exactly. */
export function policy(nonce: string, cspSource: string): string {
    return `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource}; img-src ${cspSource}; font-src ${cspSource}`;
}

/** The whole document; its parts come from the editor, none from session files. */
export function pageHtml({nonce, cspSource, language, script, style, texts}: PageParts): string {
    return `<!DOCTYPE html>
<html lang="${texts === undefined ? 'en' : language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(nonce, cspSource)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sightline</title>
<link rel="stylesheet" href="${style}">
</head>
<body data-state="loading">${texts === undefined ? '' : `
<script type="application/json" id="sightline-texts">${JSON.stringify(texts).replaceAll('<', '\\u003c')}</script>`}
<script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}

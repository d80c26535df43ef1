/**
 * Texts for people in the sources: `npm run l10n` writes the bundle that translators begin with.
 *
 * A text is the first argument of `t` and `woven`, and both forms of `plural`.
 */

import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';

const here = fileURLToPath(new URL('.', import.meta.url));
export const BUNDLE = join(here, 'l10n/bundle.l10n.json');

/** Where the texts of a call stand among its arguments. */
const TEXTS = new Map([['t', [0]], ['woven', [0]], ['plural', [2, 3]]]);
/** Where those calls are made of each other. */
const MAKERS = new Set([join('common', 'words.ts'), join('webview', 'lib', 'woven.ts')]);
/** Written in markup, or to a log only. */
const UNREAD = new Set([join('src', 'page.ts'), join('src', 'python.ts')]);
/** Attributes of the page that people read or hear. */
const SPOKEN = /\s(?:aria-(?:label|roledescription|valuetext|description)|title|placeholder|alt)="([^"]*)"/gu;
/** How a text for people begins or goes on; names in code do not. */
const PROSE = /^\p{Lu}\p{Ll}|\p{Ll}{2} \p{Ll}{2}/u;
/** Calls whose texts are translated, or written to a log. */
const QUIET = new Set([...TEXTS.keys(), 'counted', 'console.warn', 'log.info', 'this.log.error', 'this.log.warn']);
/** Names, what the server calls the rest of a split, the end of names of columns, and a colour. */
const NO_TEXTS = new Set(['Sightline', 'Sightline: \u{1}\u{1}', 'Markdown', 'Other', 'Label', 'rgb(from var(--vscode-\u{1}) r g b)']);
/** Stands for a value inside a template. */
const VALUE = '\u{1}';

/** Every source of the host and the page. */
export function sources() {
    return ['src', 'common', 'webview'].flatMap(folder => readdirSync(join(here, folder), {recursive: true})
        .filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts') && !name.endsWith('glossary.ts'))
        .map(name => join(folder, name)).sort()
        .map(path => ({path, tree: ts.createSourceFile(path, readFileSync(join(here, path), 'utf8'), ts.ScriptTarget.Latest, true)})));
}

/** The texts that are said, and the calls whose text nobody can know without running them. */
export function textsOf({path, tree}) {
    const texts = [];
    const unknown = [];
    for (const node of nodesOf(tree)) {
        if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) continue;
        for (const at of TEXTS.get(node.expression.text) ?? []) {
            const given = node.arguments[at];
            if (given !== undefined && ts.isStringLiteralLike(given)) texts.push(given.text);
            else if (!MAKERS.has(path)) unknown.push(`${path}: ${node.getText()}`);
        }
    }
    return {texts, unknown};
}

/** What host or page would show or say in English, whatever the language. */
export function literalsOf({path, tree}) {
    if (UNREAD.has(path)) return [];
    const nodes = nodesOf(tree);
    const inTemplates = nodes.filter(ts.isTaggedTemplateExpression).filter(({tag}) => tag.getText() === 'html').flatMap(({template}) => {
        const markup = markupOf(template);
        const shown = markup.replaceAll(/<[^>]*>/gu, VALUE).replaceAll(/&\w+;/gu, ' ').split(VALUE);
        const spoken = [...markup.matchAll(SPOKEN)].map(([, text]) => text);
        return [...shown, ...spoken].filter(text => /\p{L}{2}/u.test(text));
    });
    const inCode = nodes.filter(node => (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) && isValue(node))
        .map(markupOf).filter(text => PROSE.test(text) && !NO_TEXTS.has(text));
    return [...inTemplates, ...inCode].map(text => `${path}: ${text.trim()}`);
}

function markupOf(template) {
    return ts.isStringLiteralLike(template) ? template.text : [template.head.text, ...template.templateSpans.map(({literal}) => literal.text)].join(VALUE);
}

/** Whether a literal goes somewhere: not the name of a module, a type, what something is compared with, or said in a call that translates. */
function isValue(node) {
    const {parent} = node;
    if (ts.isCallExpression(parent)) return !QUIET.has(parent.expression.getText());
    return !(ts.isImportDeclaration(parent) || ts.isLiteralTypeNode(parent) || ts.isCaseClause(parent) || ts.isTaggedTemplateExpression(parent)
        || (ts.isPropertyAssignment(parent) && parent.name === node)
        || (ts.isBinaryExpression(parent) && /^[!=]==$/u.test(parent.operatorToken.getText())));
}

function nodesOf(node) {
    const found = [node];
    ts.forEachChild(node, child => {
        found.push(...nodesOf(child));
    });
    return found;
}

/** The bundle as it should be. */
export function bundleText() {
    const texts = [...new Set(sources().flatMap(source => textsOf(source).texts))].sort();
    return `${JSON.stringify(Object.fromEntries(texts.map(text => [text, text])), null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(BUNDLE, bundleText());

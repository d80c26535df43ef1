/** The TypeScript rules: strict and typed; text never becomes markup. */

import {defineConfig} from 'eslint/config';
import tseslint from 'typescript-eslint';

const SHARED = 'The page and its host share payloads, the protocol and what is in common/.';
const MARKUP = 'Text from session files must never become markup: use textContent or lit templates.';

const MARKUP_MAKERS = [
    {name: 'lit/directives/unsafe-html.js', message: MARKUP},
    {name: 'lit/directives/unsafe-svg.js', message: MARKUP},
    {name: 'lit/static-html.js', importNames: ['unsafeStatic'], message: MARKUP},
];

/** What files of a folder may not import from the other side. */
const apart = (folder, regex) => ({
    files: [`${folder}/**/*.ts`],
    rules: {'no-restricted-imports': ['error', {paths: MARKUP_MAKERS, patterns: [{regex, message: SHARED}]}]},
});

export default defineConfig(
    {ignores: ['dist/', 'bundled/', 'node_modules/', 'test/e2e/node_modules/', 'test/e2e/artifacts/', 'src/payloads.d.ts']},
    {linterOptions: {reportUnusedDisableDirectives: 'error'}},
    tseslint.configs.strictTypeChecked,
    {
        languageOptions: {parserOptions: {projectService: true, tsconfigRootDir: import.meta.dirname}},
        rules: {
            '@typescript-eslint/consistent-type-imports': 'error',
            // A number or boolean in a template string reads as itself.
            '@typescript-eslint/restrict-template-expressions': ['error', {allowNumber: true, allowBoolean: true}],
            '@typescript-eslint/no-confusing-void-expression': ['error', {ignoreArrowShorthand: true}],
            'no-restricted-imports': ['error', {paths: MARKUP_MAKERS}],
            'no-restricted-syntax': [
                'error',
                {selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]', message: MARKUP},
                {selector: "MemberExpression[object.name='document'][property.name=/^writeln?$/]", message: MARKUP},
                {selector: 'Identifier[name=/^unsafe(HTML|SVG|Static)$/]', message: MARKUP},
                {selector: 'TSEnumDeclaration', message: 'Unions of literals instead of enums.'},
                {selector: 'ExportDefaultDeclaration', message: 'Named exports.'},
            ],
        },
    },
    apart('webview', '/src/(?!payloads$|protocol$)'),
    apart('src', '/webview/'),
    apart('common', '^vscode$|/webview/|/src/(?!payloads$)'),
    {
        // Tools that run in Node as they are; their configuration files have default exports.
        files: ['**/*.{js,mjs}', 'vitest.config.ts'],
        extends: [tseslint.configs.disableTypeChecked],
        rules: {'no-restricted-syntax': 'off'},
    },
);

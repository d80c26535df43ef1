/** Builds the three bundles: extension host, page in the editor, page in the HTML report. */

import {rm, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {licences} from './licences.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const report = fileURLToPath(new URL('../server/sightline/web', import.meta.url));

const common = {
    absWorkingDir: here,
    bundle: true,
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'warning',
    metafile: true,
    define: {'process.env.NODE_ENV': '"production"'},
};
// The page is one program; style.css stands beside it, since the policy forbids inline styles.
const page = {...common, platform: 'browser', target: 'es2022', loader: {'.woff': 'file', '.woff2': 'file', '.ttf': 'file'}};

await Promise.all([rm(`${here}/dist`, {recursive: true, force: true}), rm(report, {recursive: true, force: true})]);
const [extension, ...pages] = await Promise.all([
    build({
        ...common,
        entryPoints: ['src/extension.ts'],
        outfile: 'dist/extension.cjs',
        platform: 'node',
        target: 'node20',
        format: 'cjs',
        external: ['vscode'],
    }),
    build({
        ...page,
        entryPoints: {main: 'webview/main.ts', style: 'webview/style.css'},
        outdir: 'dist/webview',
        format: 'esm',
        splitting: true,
        chunkNames: 'chunks/[name]-[hash]',
    }),
    build({...page, entryPoints: {page: 'webview/main.ts'}, outdir: report, format: 'iife'}),
    build({...page, entryPoints: {page: 'webview/style.css'}, outdir: report}),
]);
const shown = pages.map(({metafile}) => metafile);
await Promise.all([
    writeFile(`${here}/dist/LICENCES.txt`, licences([extension.metafile, ...shown], here)),
    writeFile(`${report}/LICENCES.txt`, licences(shown, here)),
]);

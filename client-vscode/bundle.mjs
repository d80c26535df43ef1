/**
 * Packs one VSIX per platform: the client and the sidecar with all it imports, so that nothing is fetched at run time.
 *
 *     node bundle.mjs [--target linux-x64,…|all] [--python 3.11,…|all]
 *
 * Without arguments: this platform, and the minor version of this machine's python3. Packages are those of uv.lock.
 */

import {execFileSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const project = join(here, '..');
const bundled = join(here, 'bundled');

/** Targets of vsce by the platform name of uv. */
const PLATFORMS = {
    'linux-x64': 'x86_64-manylinux_2_28',
    'linux-arm64': 'aarch64-manylinux_2_28',
    'darwin-x64': 'x86_64-apple-darwin',
    'darwin-arm64': 'aarch64-apple-darwin',
    'win32-x64': 'x86_64-pc-windows-msvc',
};
const MINORS = ['3.11', '3.12', '3.13', '3.14'];
/** Scripts of packages and marks of the installer: of no use in an extension. */
const SKIPPED = new Set(['bin', 'Scripts', '.lock', '__pycache__']);

const {values} = parseArgs({options: {target: {type: 'string'}, python: {type: 'string'}}});
const targets = choice(values.target, Object.keys(PLATFORMS), () => `${process.platform}-${process.arch}`);
const minors = choice(values.python, MINORS, () => run('python3', ['-c', "import sys; print('%d.%d' % sys.version_info[:2])"]).trim());

for (const needed of ['dist/extension.cjs', 'dist/webview/main.js', '../server/sightline/web/page.js']) {
    if (!existsSync(join(here, needed))) throw new Error(`${needed} is missing: run the build first`);
}
const scratch = mkdtempSync(join(tmpdir(), 'sightline-bundle-'));
try {
    const locked = join(scratch, 'requirements.txt');
    uv('export', '--project', project, '--frozen', '--no-dev', '--no-emit-project', '--quiet', '--output-file', locked);
    for (const target of targets) {
        bundle(target, locked);
        const file = `sightline-${target}.vsix`;
        vsce('package', '--no-dependencies', '--allow-missing-repository', '--target', target, '--out', file);
        console.log(`packed ${file} for Python ${minors.join(', ')}`);
    }
} finally {
    rmSync(scratch, {recursive: true, force: true});
}

/** Lays out bundled/: run.py, the supported minors, and libs/ with native parts of all minors side by side. */
function bundle(target, locked) {
    rmSync(bundled, {recursive: true, force: true});
    mkdirSync(bundled);
    for (const minor of minors) {
        const libs = join(scratch, `${target}-${minor}`);
        uv('pip', 'install', '--quiet', '--no-deps', '--only-binary', ':all:', '--require-hashes', '--no-compile-bytecode',
            '--link-mode', 'copy', '--target', libs, '--python-platform', PLATFORMS[target], '--python-version', minor, '-r', locked);
        cpSync(libs, join(bundled, 'libs'), {recursive: true, filter: path => !SKIPPED.has(basename(path))});
    }
    cpSync(join(project, 'server/sightline'), join(bundled, 'libs/sightline'), {
        recursive: true, filter: path => basename(path) !== '__pycache__',
    });
    cpSync(join(here, 'run.py'), join(bundled, 'run.py'));
    writeFileSync(join(bundled, 'minors.json'), JSON.stringify(minors));
    console.log(`bundled ${readdirSync(join(bundled, 'libs')).length} packages for ${target}`);
}

function choice(given, all, otherwise) {
    const chosen = given === undefined ? [otherwise()] : given === 'all' ? all : given.split(',');
    const unknown = chosen.filter(name => !all.includes(name));
    if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: choose from ${all.join(', ')}`);
    return chosen;
}

/** uv, as its caller named it or as found in the project's environment. */
function uv(...args) {
    const own = ['bin/uv', 'Scripts/uv.exe'].map(name => join(project, '.venv', name)).find(path => existsSync(path));
    return run(process.env.UV ?? own ?? 'uv', args);
}

function vsce(...args) {
    return run(process.execPath, [join(here, 'node_modules/@vscode/vsce/vsce'), ...args]);
}

function run(program, args) {
    return execFileSync(program, args, {cwd: here, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit']});
}

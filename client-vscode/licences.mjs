/** The licence texts of the packages that went into bundles: they travel with the code. */

import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

const PACKAGE = /^(?:.*\/)?(node_modules\/(?:@[^/]+\/)?[^/]+)\//u;

/** One text over all packages that these builds read, each with its name, version and licence. */
export function licences(metafiles, root) {
    const inputs = metafiles.flatMap(({inputs}) => Object.keys(inputs));
    const folders = new Set(inputs.flatMap(path => PACKAGE.exec(path)?.[1] ?? []));
    return [...folders].sort().map(folder => licence(join(root, folder))).join(`\n${'-'.repeat(80)}\n\n`);
}

function licence(folder) {
    const {name, version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const entries = readdirSync(folder, {withFileTypes: true}).filter(({name: file}) => /^(licen[cs]es?|notice)/iu.test(file));
    const files = entries.flatMap(entry => (entry.isDirectory() ? readdirSync(join(folder, entry.name)).map(file => join(entry.name, file)) : entry.name)).sort();
    if (files.length === 0 && license === undefined) throw new Error(`${name} has no licence`);
    const texts = files.map(file => readFileSync(join(folder, file), 'utf8').trim());
    return `${[`${name} ${version} (${license})`, ...texts].join('\n\n')}\n`;
}

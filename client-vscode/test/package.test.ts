import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';

interface Setting {
    scope: string;
    description?: string;
    markdownDescription?: string;
    enum?: string[];
    enumDescriptions?: string[];
    default: unknown;
}

const source = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
const texts = JSON.parse(readFileSync(new URL('../package.nls.json', import.meta.url), 'utf8')) as Record<string, string>;
const {capabilities, contributes} = JSON.parse(source) as {
    capabilities: {untrustedWorkspaces: {restrictedConfigurations: string[]}};
    contributes: {commands: {command: string}[]; configuration: {properties: Record<string, Setting>}; menus: Record<string, {command: string; when?: string}[]>; walkthroughs: {steps: {id: string}[]}[]};
};

test('each text that package.json names is in package.nls.json, and none is left over', () => {
    const named = [...source.matchAll(/"%(\w+)%"/gu)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(Object.keys(texts)));
});

test('each setting says what it does, and each of its values what it means', () => {
    const settings = Object.entries(contributes.configuration.properties);
    expect(settings.filter(([, {description, markdownDescription}]) => description === undefined && markdownDescription === undefined)).toEqual([]);
    expect(settings.filter(([, setting]) => setting.enum?.length !== setting.enumDescriptions?.length)).toEqual([]);
});

test('what runs programs or names files cannot be set by a repository', () => {
    const restricted = capabilities.untrustedWorkspaces.restrictedConfigurations;
    expect(restricted).toEqual(expect.arrayContaining(['sightline.interpreter', 'sightline.serverCommand', 'sightline.paths', 'sightline.scanPaths', 'sightline.ignore']));
    expect(new Set(restricted.map(name => contributes.configuration.properties[name]?.scope))).toEqual(new Set(['machine']));
});

test('only the range, the scope, weights and what the status bar shows can be set by a workspace', () => {
    const open = Object.entries(contributes.configuration.properties).filter(([, setting]) => setting.scope !== 'machine');
    expect(open.map(([name]) => name)).toEqual(['sightline.defaultRange', 'sightline.defaultScope', 'sightline.git.enabled', 'sightline.quality.weights', 'sightline.statusBar.enabled', 'sightline.statusBar.scope', 'sightline.sessionEndSummary']);
});

// U3, U4: the palette has each command of the specification.
test('the palette has what can be asked for', () => {
    const hidden = new Set(contributes.menus['commandPalette']?.filter(({when}) => when === 'false').map(({command}) => command));
    const shown = contributes.commands.map(({command}) => command).filter(command => !hidden.has(command));
    expect(shown).toEqual(expect.arrayContaining([
        'openAnalytics', 'viewSessionAnalytics', 'rebuildSessionIndex', 'refresh', 'compareSessions', 'export', 'editSession',
        'reviewSession', 'showProblems', 'showLog', 'restartServer', 'openSampleData', 'setHourlyRate',
    ].map(name => `sightline.${name}`)));
});

// U11: three steps, which nothing opens by itself.
test('the walkthrough opens the dashboard, shows today and asks for the hourly rate', () => {
    expect(contributes.walkthroughs.flatMap(({steps}) => steps.map(({id}) => id))).toEqual(['open', 'today', 'rate']);
});

test('menus name commands that exist', () => {
    const known = new Set(contributes.commands.map(({command}) => command));
    const used = Object.values(contributes.menus).flat().map(({command}) => command);
    expect(used.filter(command => !known.has(command))).toEqual([]);
});

import {render} from 'lit';
import {beforeEach, describe, expect, test, vi} from 'vitest';
import type {ToHost, ToPage} from '../../src/protocol';
import {App} from '../../webview/app';
import {pageView} from '../../webview/frame/page';
import type {Host} from '../../webview/lib/host';
import {isRecorded, recorded} from './payloads';

vi.stubGlobal('matchMedia', () => ({matches: false, addEventListener: () => undefined, removeEventListener: () => undefined}));

let sent: ToHost[] = [];

/** The page in the editor, at a place, after all is answered. */
function open(kept: object): {app: App; page: HTMLElement; drawn: () => void} {
    const page = document.createElement('div');
    document.body.replaceChildren(page);
    let receive: (message: ToPage) => void = () => undefined;
    const waiting: ToPage[] = [{kind: 'workspace', trusted: true, folders: []}];
    const host: Host = {
        kind: 'editor', sample: false, load: () => kept, save: () => undefined,
        listen: listener => receive = listener,
        send: message => {
            sent.push(message);
            if (message.kind === 'ask' && isRecorded(message.report)) waiting.push({kind: 'reply', seq: message.seq, payload: recorded(message.report)});
        },
    };
    const app = new App(host, ['overview', 'performance', 'trends', 'sessions', 'compare'], () => undefined);
    const drawn = (): void => {
        render(pageView(app), page);
    };
    app.start();
    for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) receive(message);
    drawn();
    return {app, page, drawn};
}

const ids = recorded('sessions').rows.map(({id}) => id);
const [first = '', second = ''] = ids;

function button(page: HTMLElement, title: string): HTMLButtonElement {
    const found = [...page.querySelectorAll<HTMLButtonElement>('button:not([role="tab"])')].find(({textContent}) => textContent.trim() === title);
    if (found === undefined) throw new Error(`No button ${title}`);
    return found;
}

beforeEach(() => {
    sent = [];
});

describe('chosen sessions', () => {
    test('without any there is no bar', () => {
        expect(open({tab: 'sessions'}).page.querySelector('.acts')).toBeNull();
    });

    // DS5: archive, unarchive, pin, tag, delete go to the editor with the sessions chosen.
    test.each([['Archive', 'archive'], ['Unarchive', 'unarchive'], ['Pin', 'pin'], ['Unpin', 'unpin'], ['Tag…', 'tag'], ['Delete…', 'delete']])('%s is done to them', (title, act) => {
        const {app, page, drawn} = open({tab: 'sessions'});
        app.select(new Set([first, second, 'of another scope']));
        drawn();
        button(page, title).click();
        expect(sent.at(-1)).toEqual({kind: 'act', act, ids: [first, second]});
    });

    // DS5: two are compared, one or three are not.
    test('exactly two are compared', () => {
        const {app, page, drawn} = open({tab: 'sessions'});
        app.select(new Set([first]));
        drawn();
        expect(button(page, 'Compare').disabled).toBe(true);
        app.select(new Set([first, second]));
        drawn();
        button(page, 'Compare').click();
        expect([app.place.tab, app.place.compareA, app.place.compareB]).toEqual(['compare', first, second]);
    });

    // DS5: an export holds the chosen rows alone.
    test('their export holds them and no other', () => {
        const {app, page, drawn} = open({tab: 'sessions'});
        app.select(new Set([second]));
        drawn();
        button(page, 'Export JSON').click();
        const message = sent.at(-1);
        const {data, scope} = JSON.parse(message?.kind === 'export' ? message.content : '{}') as {data: {rows: {id: string}[]}; scope: {ids: string[]}};
        expect(data.rows.map(({id}) => id)).toEqual([second]);
        expect(scope.ids).toEqual([second]);
    });
});

// DD1: title and tags, pin, archive and the resume command are a click away in the drill-down.
test.each([['Edit…', 'edit'], ['Pin', 'pin'], ['Archive', 'archive']])('in the drill-down %s is done to its session', (title, act) => {
    const {page} = open({tab: 'sessions', session: recorded('session').session.id});
    button(page, title).click();
    expect(sent.at(-1)).toEqual({kind: 'act', act, ids: [recorded('session').session.id]});
});

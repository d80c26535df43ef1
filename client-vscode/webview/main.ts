/** The page: finds out who answers it, and draws itself whenever something changed. */

import './lib/translation';
import {render} from 'lit';
import {App} from './app';
import {pageView} from './frame/page';
import {revealTab} from './frame/tabBar';
import {copiesBy} from './lib/copy';
import {fileContent, fileHost} from './lib/fileHost';
import {editorHost} from './lib/host';
import {closeMenus} from './lib/menus';
import {keepScroll} from './lib/scroll';
import {pageState} from './lib/pageState';
import {tabsOf} from './tabs';

const content = fileContent(document);
const host = content === null ? editorHost() : fileHost(content);
if (host !== null) {
    const root = document.createElement('div');
    root.id = 'page';
    document.body.prepend(root);
    // A report in a panel of the editor has the editor's colours.
    document.body.classList.toggle('in-file', globalThis.acquireVsCodeApi === undefined);
    let due = false;
    const app = new App(host, tabsOf(host).map(({id}) => id), () => {
        if (due) return;
        due = true;
        queueMicrotask(() => {
            due = false;
            render(pageView(app), root);
            document.body.dataset['state'] = pageState(app);
            scroll();
            revealTab(app);
        });
    });
    const scroll = keepScroll(app);
    closeMenus();
    copiesBy(text => host.send({kind: 'copy', text}));
    app.start();
}

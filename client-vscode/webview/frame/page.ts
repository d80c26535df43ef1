/** The whole page: header, banners, KPI row, tabs and what the chosen tab shows. */

import {html, nothing, type TemplateResult} from 'lit';
import type {App} from '../app';
import {isDimmed} from '../app';
import {TABS} from '../tabs';
import {restOn} from '../lib/provenance';
import {banners} from './banners';
import {header} from './header';
import {kpiRow} from './kpis';
import {problemsPanel} from './problems';
import {failed, noSessions} from './states';
import {tabBar} from './tabBar';

export function pageView(app: App): TemplateResult {
    restOn(app);
    const tab = TABS.find(({id}) => id === app.place.tab) ?? TABS[0];
    return html`
        ${header(app)}
        ${banners(app)}
        <main>
            ${app.place.problems ? problemsPanel(app) : nothing}
            ${app.hasNone ? noSessions(app) : html`
                ${topRow(app)}
                ${tabBar(app)}
                <section id="tab-panel" role="tabpanel" aria-labelledby=${`tab-${tab.id}`}>${tab.view(app)}</section>`}
        </main>`;
}

function topRow(app: App): TemplateResult {
    const {error} = app.asks.slot('overview');
    return error === null ? kpiRow(app, app.overview, isDimmed(app, 'overview')) : failed(app, 'overview', error);
}

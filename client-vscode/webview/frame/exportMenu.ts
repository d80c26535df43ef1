/** Export of what the tab shows: everything as JSON, each table as CSV. */

import {html, nothing, type TemplateResult} from 'lit';
import {version} from '../../package.json';
import type {App} from '../app';
import type {SessionRow} from '../../src/payloads';
import {csvMessage, type Exported, jsonMessage, overviewExport, sessionExport, sessionsExport} from '../lib/exports';
import {moreIcon} from '../lib/icons';
import {closeMenuOf} from '../lib/menus';

/** Rows a request while all sessions are fetched: replies stay below a mebibyte. */
const PAGE = 500;

export function exportMenu(app: App): TemplateResult {
    const names = tableNames(app);
    return html`
        <details class="menu">
            <summary>Export ${moreIcon}</summary>
            <div class="pop right" role="group" aria-label="Export">
                ${item('JSON, everything shown here', exported => jsonMessage(exported, version, new Date()))}
                ${names.map(name => item(`CSV, ${name}`, exported => {
                    const table = exported.tables.find(one => one.name === name);
                    return table === undefined ? null : csvMessage(exported, table);
                }))}
                ${names.length === 0 ? html`<p class="faint">Nothing to export yet.</p>` : nothing}
            </div>
        </details>`;

    function item(title: string, messageOf: (exported: Exported) => Parameters<App['host']['send']>[0] | null): TemplateResult {
        return html`<button class="choice" ?disabled=${names.length === 0} @click=${(event: Event) => {
            closeMenuOf(event);
            void exportedOf(app).then(exported => {
                const message = exported === null ? null : messageOf(exported);
                if (message !== null) app.host.send(message);
            }).catch((reason: unknown) => app.fail(reason));
        }}>${title}</button>`;
    }
}

/** Without fetching anything: which tables there are here. */
function tableNames(app: App): string[] {
    if (app.main.payload === null) return [];
    if (app.place.session !== null) return ['turns', 'timeline', 'models', 'tools', 'files', 'related', 'problems'];
    return app.place.tab === 'sessions' ? ['sessions'] : ['kpis', 'daily', 'models', 'tools', 'files', 'languages', 'projects'];
}

async function exportedOf(app: App): Promise<Exported | null> {
    const overview = app.asks.slot('overview');
    const session = app.asks.slot('session').payload;
    if (app.place.session !== null) {
        return session === null ? null : sessionExport(session, app.asks.slot('sessionTimeline').payload?.items ?? []);
    }
    if (app.place.tab === 'sessions') return allSessions(app);
    return overview.payload === null ? null : overviewExport(overview.payload, overview.params ?? {});
}

/** All sessions of the scope, not only the rows loaded so far. */
async function allSessions(app: App): Promise<Exported | null> {
    const {params, payload} = app.asks.slot('sessions');
    if (params === null || payload === null) return null;
    let rows: readonly SessionRow[] = payload.rows;
    let cursor = payload.nextCursor;
    while (cursor !== null) {
        const page = await app.asks.once('sessions', {...params, limit: PAGE, cursor});
        rows = [...rows, ...page.rows];
        cursor = page.nextCursor;
    }
    return sessionsExport(payload.period, rows, params);
}

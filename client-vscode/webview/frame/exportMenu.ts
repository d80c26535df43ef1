/** Export of what the tab shows: everything as JSON, each table as CSV. */

import {html, nothing, type TemplateResult} from 'lit';
import {version} from '../../package.json';
import type {App} from '../app';
import type {SessionRow} from '../../src/payloads';
import {t} from '../../common/words';
import {
    compareExport, csvMessage, type Exported, jsonMessage, overviewExport, performanceExport, qualityExport, sessionExport, sessionsExport, trendsExport,
} from '../lib/exports';
import {tabsOf} from '../lib/csv';
import {moreIcon} from '../lib/icons';
import {closeMenuOf} from '../lib/menus';

/** Rows a request while all sessions are fetched: replies stay below a mebibyte. */
const PAGE = 500;

export function exportMenu(app: App): TemplateResult {
    const names = tableNames(app);
    return html`
        <details class="menu">
            <summary>${t('Export')} ${moreIcon}</summary>
            <div class="pop right" role="group" aria-label=${t('Export')}>
                ${item(t('JSON, everything shown here'), exported => jsonMessage(exported, version, new Date()))}
                ${names.map(name => html`<div class="row">
                    ${item(t('CSV, {0}', name), exported => {
                        const table = exported.tables.find(one => one.name === name);
                        return table === undefined ? null : csvMessage(exported, table);
                    })}
                    ${item(t('Copy'), exported => {
                        const table = exported.tables.find(one => one.name === name);
                        return table === undefined ? null : {kind: 'copy', text: tabsOf(table.rows)};
                    }, t('Copy the table {0}', name))}
                </div>`)}
                ${names.length === 0 ? html`<p class="faint">${t('Nothing to export yet.')}</p>` : savings(app)}
            </div>
        </details>`;

    function item(title: string, messageOf: (exported: Exported) => Parameters<App['host']['send']>[0] | null, words = title): TemplateResult {
        return html`<button class="choice" aria-label=${words} ?disabled=${names.length === 0} @click=${(event: Event) => {
            closeMenuOf(event);
            void exportedOf(app).then(exported => {
                const message = exported === null ? null : messageOf(exported);
                if (message !== null) app.host.send(message);
            }).catch((reason: unknown) => app.fail(reason));
        }}>${title}</button>`;
    }
}

/** What the server writes: the page as a file, and sessions as Markdown. A file has no server. */
function savings(app: App): unknown {
    const report = isList(app) ? 'sessions' : app.place.session === null ? 'overview' : 'session';
    const {params} = app.asks.slot(report);
    if (app.host.kind === 'file' || params === null) return nothing;
    const save = (format: 'html' | 'md', title: string): TemplateResult => html`<button class="choice" @click=${(event: Event) => {
        closeMenuOf(event);
        app.host.send({kind: 'save', report, params, format, fileName: `sightline-${report}.${format}`});
    }}>${title}</button>`;
    return html`
        ${report === 'overview' ? nothing : save('md', report === 'session' ? t('Markdown, this session') : t('Markdown, all these sessions'))}
        ${save('html', t('HTML, the dashboard as one file'))}`;
}

/** Without fetching anything: which tables there are here. */
function tableNames(app: App): readonly string[] {
    if (app.main.payload === null) return [];
    return isList(app) ? ['sessions'] : hereOf(app)?.tables.map(({name}) => name) ?? [];
}

async function exportedOf(app: App): Promise<Exported | null> {
    return isList(app) ? allSessions(app) : hereOf(app);
}

function isList({place}: App): boolean {
    return place.session === null && place.tab === 'sessions';
}

/** What the page already has, of the place it shows. */
function hereOf({asks, place}: App): Exported | null {
    const {params, payload} = asks.slot('overview');
    const scope = params ?? {};
    const session = asks.slot('session').payload;
    if (place.session !== null) {
        return session === null ? null : sessionExport(session, asks.slot('sessionTimeline').payload?.items ?? []);
    }
    switch (place.tab) {
        case 'performance': {
            const asked = asks.slot('performance');
            return asked.payload === null ? null : performanceExport(asked.payload, asked.params ?? scope);
        }
        case 'trends': {
            const answers = new Map(asks.parts('trends').flatMap(([part, slot]) => (slot.payload === null ? [] : [[part, slot.payload]])));
            return payload === null ? null : trendsExport(answers, payload.period, scope);
        }
        case 'compare': {
            const compared = asks.slot('compare').payload;
            return compared === null ? null : compareExport(compared);
        }
        case 'quality': {
            const asked = asks.slot('quality');
            return asked.payload === null ? null : qualityExport(asked.payload, asked.params ?? scope);
        }
        case 'overview': case 'sessions':
            return payload === null ? null : overviewExport(payload, scope);
    }
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

/** DA13: where the work was; a click filters. */

import {html, type TemplateResult} from 'lit';
import type {Card} from '.';
import type {App} from '../app';
import type {ProjectRow} from '../../src/payloads';
import {t} from '../../common/words';
import {count, shortDuration} from '../lib/format';
import {tip} from '../lib/tip';
import {added} from './files';
import {panel} from './panel';
import {costCell, table} from './table';

export const PROJECTS: Card = {
    name: 'projects',
    size: 'full',
    view: (app, {analytics: {projects}}) => projects.length < 2 ? null : panel(t('Project Breakdown'), table<ProjectRow>({
        caption: t('Project breakdown'),
        rows: projects,
        key: ({path}) => path,
        most: 8,
        columns: [
            {title: t('Project'), align: 'name', cell: row => name(app, row)},
            {title: t('Sessions'), align: 'value', metric: 'sessions', cell: row => count(row.sessions)},
            {title: t('Requests'), align: 'value', metric: 'requests', cell: row => count(row.requests)},
            {title: t('Active Time'), align: 'value', metric: 'active_time', cell: row => shortDuration(row.activeTimeMs)},
            {title: t('Lines Added'), align: 'value', metric: 'lines_added', cell: row => added(row.linesAdded)},
            {title: t('Cost'), align: 'value', metric: 'cost', cell: row => costCell(row.cost, row.costLabel)},
        ],
    })),
};

function name(app: App, {path, project}: ProjectRow): TemplateResult {
    if (app.host.kind === 'file') return html`<span class="clip" ${tip([path])}>${project}</span>`;
    return html`<button class="link clip" ${tip([path, t('Show only this project')])} @click=${() => app.go({projects: [path]})}>${project}</button>`;
}

/** The drill-down: one session over its whole life. */

import {html, nothing, type TemplateResult} from 'lit';
import {type App, isDimmed} from '../../app';
import type {SessionPayload} from '../../../src/payloads';
import {t} from '../../../common/words';
import {fileTable, unattributed} from '../../cards/files';
import {modelTable} from '../../cards/models';
import {panel} from '../../cards/panel';
import {toolTable} from '../../cards/tools';
import {problemList} from '../../frame/problems';
import {failed, waiting} from '../../frame/states';
import {backIcon} from '../../lib/icons';
import {agentTable} from './agents';
import {commitTable} from './commits';
import {composition} from './composition';
import {contextCharts} from './context';
import {sessionHead} from './head';
import {qualityPanel} from './quality';
import {relatedTable} from './related';
import {timelinePanel} from './timelinePanel';
import {turnsPanel} from './turns';

export function sessionView(app: App, id: string): TemplateResult {
    const {error, payload, slow} = app.asks.slot('session');
    const dimmed = isDimmed(app, 'session');
    // A session that is still on its way must not show its predecessor's numbers.
    const shown = payload !== null && (payload.session.id === id || payload.session.id.includes(id)) ? payload : null;
    return html`
        <div class="session ${dimmed ? 'dimmed' : ''}" aria-busy=${dimmed}>
            <button class="back" @click=${() => app.back()}>${backIcon} ${t('All sessions')}</button>
            ${error !== null ? failed(app, 'session', error) : shown === null ? waiting(slow) : body(app, shown)}
        </div>`;
}

function body(app: App, session: SessionPayload): TemplateResult {
    const {agents, files, git, models, parts, problems, related, tools, unattributedCost} = session;
    const total = {cost: parts.cost, costLabel: parts.costLabel, tokens: session.session.tokens, tokensLabel: session.session.tokensLabel};
    return html`
        ${sessionHead(app, session)}
        ${composition(session)}
        ${timelinePanel(app)}
        ${contextCharts(app, session)}
        ${turnsPanel(app, session)}
        <div class="cards">
            ${models.length === 0 ? nothing : card(panel(t('Models'), modelTable(null, models, total)))}
            ${tools.length === 0 ? nothing : card(panel(t('Tools'), toolTable(null, tools)))}
            ${files.length === 0 ? nothing : card(panel(t('Files'), html`${fileTable(app, files)} ${unattributed(unattributedCost, parts.costLabel)}`))}
            ${agents.length === 0 ? nothing : card(panel(t('Agents'), agentTable(app, agents)))}
            ${git.commits.length === 0 ? nothing : card(panel(t('Commits'), commitTable(git.commits)))}
            ${related.length === 0 ? nothing : card(panel(t('Related'), relatedTable(app, related)))}
        </div>
        ${qualityPanel(app, session)}
        ${problems.length === 0 ? nothing : panel(t('Problems in its files'), problemList(app, problems))}`;
}

function card(inner: TemplateResult): TemplateResult {
    return html`<div class="card half">${inner}</div>`;
}

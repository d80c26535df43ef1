/** How good the work is, as far as it was reviewed: scores, scored sessions, violations, reviewers. */

import {html, nothing, type TemplateResult} from 'lit';
import type {TabView} from '..';
import {type App, isDimmed} from '../../app';
import {figure} from '../../cards/figure';
import {panel} from '../../cards/panel';
import {table} from '../../cards/table';
import {findingsPlot, spreadPlot} from '../../charts/quality';
import '../../charts/plotChart';
import {failed, waiting} from '../../frame/states';
import {bucketDays} from '../../lib/days';
import {count, counted, localTime, money, ratio} from '../../lib/format';
import {ofPayload} from '../../lib/memo';
import {tip} from '../../lib/tip';
import type {PhaseRow, QualityPayload, ReviewerRow, RuleRow, ScoredSession} from '../../../src/payloads';
import {t} from '../../../common/words';
import {PHASES, SEVERITIES} from '../../lib/kinds';

export const QUALITY: TabView = {id: 'quality', title: t('Quality'), view};

const spreadOf = ofPayload(spreadPlot);
const findingsOf = ofPayload(findingsPlot);

function view(app: App): TemplateResult {
    const {error, payload, slow} = app.asks.slot('quality');
    if (error !== null) return failed(app, 'quality', error);
    if (payload === null) return waiting(slow);
    const dimmed = isDimmed(app, 'quality');
    return html`
        <div class="cards ${dimmed ? 'dimmed' : ''}" aria-busy=${dimmed}>
            ${card('full', payload.scored === 0 ? unscored(payload) : scores(payload))}
            ${payload.scored === 0 ? nothing : html`${card('half', spread(payload))} ${card('half', sessions(app, payload))}`}
            ${payload.findings.length === 0 ? nothing : html`${card('full', overTime(app, payload))} ${card('full', rules(app, payload.findings))}`}
            ${card('full', reviewers(app, payload))}
        </div>`;
}

function card(size: 'full' | 'half', inner: TemplateResult): TemplateResult {
    return html`<div class="card ${size}">${inner}</div>`;
}

function unscored({sessionCount}: QualityPayload): TemplateResult {
    return panel(t('Quality'), html`<p class="faint">${t('None of {0} has a score.', counted(sessionCount, 'session'))}
        ${t('Scores come from reports of review agents in the sessions, such as code-logic-reviewer, and from reviews on request: Review, on chosen sessions or in a session\'s own view.')}</p>`);
}

function scores({phases, scored, scores: all, sessionCount}: QualityPayload): TemplateResult {
    return panel(t('Quality'), html`
        <div class="figures">
            ${figure({metric: 'quality', value: all.overall.mean, label: all.overall.label})}
            ${figure({metric: 'quality_style', value: all.style.mean, label: all.style.label})}
            ${figure({metric: 'quality_logic', value: all.logic.mean, label: all.logic.label})}
            ${figure({metric: 'quality_security', value: all.security.mean, label: all.security.label})}
        </div>
        ${table<PhaseRow>({
            caption: t('Phases of a review'), rows: phases, key: ({phase}) => phase,
            columns: [
                {title: t('Phase'), align: 'name', cell: ({phase}) => PHASES[phase]},
                {title: t('Weight'), align: 'value', cell: ({weight}) => ratio(weight)},
                {title: t('Mean'), align: 'value', cell: ({mean}) => score(mean)},
                {title: t('Sessions'), align: 'value', cell: ({n}) => count(n)},
                {title: t('Not measured'), align: 'value', cell: ({missing}) => count(missing)},
            ],
        })}`, t('{0} of {1} scored', count(scored), counted(sessionCount, 'session')));
}

function spread(payload: QualityPayload): TemplateResult {
    const plot = spreadOf(payload);
    return plot === null ? html`` : panel(plot.title, html`<sightline-plot .plot=${plot}></sightline-plot>`, plot.measure);
}

function sessions(app: App, {sessions: rows, total}: QualityPayload): TemplateResult {
    return panel(t('Scored sessions'), html`${table<ScoredSession>({
        caption: t('Scored sessions'), rows, key: ({id}) => id, most: 10,
        act: {title: () => t('Open its analytics'), run: ({id}) => app.openSession(id)},
        columns: [
            {title: t('Session'), align: 'name', cell: ({title}) => title},
            {title: t('Overall'), align: 'value', cell: ({overall, partial}) => html`${count(overall)}${partial === null ? nothing : html` <span class="faint" title=${partial}>${t('partial')}</span>`}`},
            {title: t('Style'), align: 'value', cell: ({style}) => score(style)},
            {title: t('Logic'), align: 'value', cell: ({logic}) => score(logic)},
            {title: t('Security'), align: 'value', cell: ({security}) => score(security)},
            {title: t('Reviewed'), align: 'value', cell: ({at}) => localTime(at, app.timeZone)},
        ],
    })}
        ${app.host.kind === 'file' ? nothing : html`<button class="link" @click=${() => app.openQuery('quality:<70')}>${t('Show the sessions below 70')}</button>`}`, t('lowest first, {0}', count(total)));
}

function overTime(app: App, payload: QualityPayload): TemplateResult {
    const plot = findingsOf(payload);
    if (plot === null) return html``;
    return panel(plot.title, html`<sightline-plot .plot=${plot} .pickable=${app.host.kind === 'editor'} @pick=${({detail}: CustomEvent<string>) => {
        const days = bucketDays(detail, payload.period);
        if (days !== null) app.openDays(days);
    }}></sightline-plot>`, plot.measure);
}

function rules(app: App, rows: readonly RuleRow[]): TemplateResult {
    return panel(t('Rules'), table<RuleRow>({
        caption: t('Violations by rule'), rows, key: ({rule, severity, source}) => `${source} ${rule} ${severity}`, most: 20,
        act: {title: () => t('Open the session it was found in last'), run: ({session}) => app.openSession(session)},
        columns: [
            {title: t('Rule'), align: 'name', cell: ({rule}) => rule},
            {title: t('Source'), align: 'name', cell: ({source}) => source},
            {title: t('Severity'), align: 'name', cell: ({severity}) => SEVERITIES[severity]},
            {title: t('Newest place'), align: 'name', cell: row => place(app, row)},
            {title: t('Found'), align: 'value', cell: row => count(row.count)},
            {title: t('Corrected'), align: 'value', cell: ({corrected}) => count(corrected)},
            {title: t('Minutes'), align: 'value', cell: ({minutes}) => count(minutes)},
            {title: t('Loss'), align: 'value', cell: ({loss}) => money(loss)},
        ],
    }), t('most minutes first'));
}

function place(app: App, {file, line, path}: RuleRow): unknown {
    if (file === '') return '—';
    const shown = line === null ? file : `${file}:${line}`;
    if (path === null || app.host.kind === 'file') return html`<span class="clip">${shown}</span>`;
    return html`<button class="link clip" ${tip([path, t('Open the file')])} @click=${(event: Event) => {
        // The row would open its session.
        event.stopPropagation();
        app.openFile(path, line);
    }}>${shown}</button>`;
}

function reviewers(app: App, {reviewers: rows, rulesProblem}: QualityPayload): TemplateResult {
    return panel(t('Local reviewers'), html`${table<ReviewerRow>({
        caption: t('Local reviewers'), rows, key: ({name}) => name,
        columns: [
            {title: t('Reviewer'), align: 'name', cell: ({title}) => title},
            {title: t('Looks at'), align: 'name', cell: ({phases}) => phases.map(phase => PHASES[phase].toLowerCase()).join(', ')},
            {title: t('Version'), align: 'name', cell: state},
            {title: t('Last run'), align: 'value', cell: ({lastRun}) => localTime(lastRun, app.timeZone)},
        ],
    })}
        ${rulesProblem === null ? nothing : html`<p class="faint">${rulesProblem}</p>`}`);
}

function state({enabled, found, install, version}: ReviewerRow): TemplateResult | string {
    if (!enabled) return t('switched off');
    if (found === null) return t('not looked for: the workspace is not trusted');
    if (found) return version ?? t('built in');
    // Commands stand between backticks.
    return install === null ? t('not found') : html`${install.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

function score(value: number | null): string {
    return value === null ? '—' : count(Math.round(value));
}

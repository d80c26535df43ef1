/** How good the session's work is: its phases, its reviews with their texts, and what was found. */

import {html, nothing, type TemplateResult} from 'lit';
import type {App} from '../../app';
import type {ReviewHeader, SessionFinding, SessionPayload, SessionPhase} from '../../../src/payloads';
import {t} from '../../../common/words';
import {figure} from '../../cards/figure';
import {panel} from '../../cards/panel';
import {table} from '../../cards/table';
import {count, counted, localTime, ratio} from '../../lib/format';
import {openIcon} from '../../lib/icons';
import {tip} from '../../lib/tip';
import './itemText';
import {PHASES, SEVERITIES} from '../../lib/kinds';

const METRICS = {style: 'quality_style', logic: 'quality_logic', security: 'quality_security'} as const;
const VERDICTS: Readonly<Record<string, string>> = {
    approved: t('Approved'), approved_with: t('Approved with comments'), needs_revision: t('Needs revision'), rejected: t('Rejected'),
};

export function qualityPanel(app: App, {quality, session}: SessionPayload): TemplateResult {
    const {findingCount, findings, history, overall, partial, phases} = quality;
    return panel(t('Quality'), html`
        ${history.length === 0 && overall === null ? html`<p class="faint">${t('This session was not reviewed. Reports of review agents in it count by themselves.')}</p>` : html`
            <div class="figures">
                ${figure({metric: 'quality', title: t('Overall'), value: overall, note: partial})}
                ${phases.map(phase => figure({metric: METRICS[phase.phase], value: phase.score, note: weighed(phase)}))}
            </div>`}
        ${acts(app, session.id, findings)}
        ${history.length === 0 ? nothing : reviews(app, [...history].reverse())}
        ${reviewText(app, session.id, history)}
        ${findings.length === 0 ? nothing : found(app, findings)}`,
    findingCount === 0 ? undefined : counted(findingCount, 'finding'));
}

/** What a phase weighs, and who gave its score. */
function weighed({reviewer, score, weight}: SessionPhase): string {
    return score === null ? t('weighs {0}, not measured', ratio(weight)) : t('weighs {0}, from {1}', ratio(weight), reviewer ?? t('a record'));
}

function acts(app: App, session: string, findings: readonly SessionFinding[]): unknown {
    if (app.host.kind === 'file') return nothing;
    const {trusted} = app.workspace;
    const why = trusted ? [t('Run the linters and detectors of this machine over what the session changed')] : [t('The workspace is not trusted')];
    return html`<p class="actions">
        <button ?disabled=${!trusted} ${tip(why)} @click=${() => app.review('run', [session])}>${t('Review This Session')}</button>
        <button ?disabled=${!trusted} @click=${() => app.review('import', [session])}>${t('Import SARIF…')}</button>
        ${findings.length === 0 ? nothing : html`<button @click=${() => app.review('show', [session])}>${t('Show in Problems View')}</button>`}
    </p>`;
}

/** Newest first; one that a later review took the place of is told so. */
function reviews(app: App, rows: readonly ReviewHeader[]): TemplateResult {
    return table<ReviewHeader>({
        caption: t('Reviews'), rows, key: ({id}) => id, most: 8,
        chosen: ({id}) => id === app.detail.review,
        act: app.host.kind === 'file' ? null : {title: () => t('Read this review'), run: ({id}) => app.unfold({review: id === app.detail.review ? null : id})},
        columns: [
            {title: t('Review'), align: 'name', cell: ({reviewer}) => reviewer},
            {title: t('Phase'), align: 'name', cell: ({phase}) => phase === null ? '—' : PHASES[phase]},
            {title: t('Score'), align: 'value', cell: ({counts, score}) => html`${count(score)}${score === null || counts ? nothing : html` <span class="faint">${t('replaced')}</span>`}`},
            {title: t('Verdict'), align: 'name', cell: ({verdict}) => verdict === null ? '—' : VERDICTS[verdict] ?? verdict},
            {title: t('Errors'), align: 'value', cell: ({errors}) => count(errors)},
            {title: t('Warnings'), align: 'value', cell: ({warnings}) => count(warnings)},
            {title: t('Info'), align: 'value', cell: ({infos}) => count(infos)},
            {title: t('Overall then'), align: 'value', cell: ({overall}) => count(overall)},
            {title: t('When'), align: 'value', cell: ({at}) => localTime(at, app.timeZone)},
        ],
    });
}

/** The whole text of the chosen review, as text. */
function reviewText(app: App, id: string, history: readonly ReviewHeader[]): unknown {
    const chosen = history.find(one => one.id === app.detail.review);
    if (chosen === undefined || app.host.kind === 'file') return nothing;
    const reviewId = chosen.id;
    return html`<sightline-item-text .item=${reviewId} .load=${async (offset: number) => app.asks.once('sessionReview', {id, reviewId, offset})}></sightline-item-text>`;
}

function found(app: App, rows: readonly SessionFinding[]): TemplateResult {
    return table<SessionFinding>({
        caption: t('Findings'), rows, most: 15,
        key: row => `${row.source} ${row.rule} ${row.file} ${row.line} ${row.severity} ${rows.indexOf(row)}`,
        columns: [
            {title: t('Rule'), align: 'name', cell: ({rule}) => rule},
            {title: t('Severity'), align: 'name', cell: ({severity}) => SEVERITIES[severity]},
            {title: t('Phase'), align: 'name', cell: ({phase}) => phase === null ? '—' : PHASES[phase]},
            {title: t('Place'), align: 'name', cell: row => place(app, row)},
            {title: t('Minutes'), align: 'value', cell: ({minutes}) => count(minutes)},
            {title: t('State'), align: 'name', cell: ({corrected}) => corrected ? html`<span class="is-green">${t('corrected')}</span>` : t('open')},
        ],
    });
}

function place(app: App, {file, line, path}: SessionFinding): unknown {
    if (file === '') return '—';
    const shown = line === null ? file : `${file}:${line}`;
    if (path === null || app.host.kind === 'file') return html`<span class="clip">${shown}</span>`;
    return html`<button class="link clip" ${tip([path, t('Open the file')])} @click=${() => app.openFile(path, line)}>${openIcon} ${shown}</button>`;
}

/** How good the session's work is: its phases, its reviews with their texts, and what was found. */

import {html, nothing, type TemplateResult} from 'lit';
import type {App} from '../../app';
import type {ReviewHeader, SessionFinding, SessionPayload, SessionPhase} from '../../../src/payloads';
import {figure} from '../../cards/figure';
import {panel} from '../../cards/panel';
import {table} from '../../cards/table';
import {count, counted, localTime, ratio} from '../../lib/format';
import {openIcon} from '../../lib/icons';
import {tip} from '../../lib/tip';
import './itemText';

const PHASES = {style: 'Style', logic: 'Logic', security: 'Security'} as const;
const METRICS = {style: 'quality_style', logic: 'quality_logic', security: 'quality_security'} as const;
const SEVERITIES = {error: 'Error', warning: 'Warning', info: 'Info'} as const;
const VERDICTS: Readonly<Record<string, string>> = {
    approved: 'Approved', approved_with: 'Approved with comments', needs_revision: 'Needs revision', rejected: 'Rejected',
};

export function qualityPanel(app: App, {quality, session}: SessionPayload): TemplateResult {
    const {findingCount, findings, history, overall, partial, phases} = quality;
    return panel('Quality', html`
        ${history.length === 0 && overall === null ? html`<p class="faint">This session was not reviewed. Reports of review agents in it count by themselves.</p>` : html`
            <div class="figures">
                ${figure({metric: 'quality', title: 'Overall', value: overall, note: partial})}
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
    return `weighs ${ratio(weight)}, ${score === null ? 'not measured' : `from ${reviewer ?? 'a record'}`}`;
}

function acts(app: App, session: string, findings: readonly SessionFinding[]): unknown {
    if (app.host.kind === 'file') return nothing;
    const {trusted} = app.workspace;
    const why = trusted ? ['Run the linters and detectors of this machine over what the session changed'] : ['The workspace is not trusted'];
    return html`<p class="acts">
        <button ?disabled=${!trusted} ${tip(why)} @click=${() => app.review('run', [session])}>Review This Session</button>
        <button ?disabled=${!trusted} @click=${() => app.review('import', [session])}>Import SARIF…</button>
        ${findings.length === 0 ? nothing : html`<button @click=${() => app.review('show', [session])}>Show in Problems View</button>`}
    </p>`;
}

/** Newest first; one that a later review took the place of is told so. */
function reviews(app: App, rows: readonly ReviewHeader[]): TemplateResult {
    return table<ReviewHeader>({
        caption: 'Reviews', rows, key: ({id}) => id, most: 8,
        chosen: ({id}) => id === app.detail.review,
        act: app.host.kind === 'file' ? null : {title: () => 'Read this review', run: ({id}) => app.unfold({review: id === app.detail.review ? null : id})},
        columns: [
            {title: 'Review', align: 'name', cell: ({reviewer}) => reviewer},
            {title: 'Phase', align: 'name', cell: ({phase}) => phase === null ? '—' : PHASES[phase]},
            {title: 'Score', align: 'value', cell: ({counts, score}) => html`${count(score)}${score === null || counts ? nothing : html` <span class="faint">replaced</span>`}`},
            {title: 'Verdict', align: 'name', cell: ({verdict}) => verdict === null ? '—' : VERDICTS[verdict] ?? verdict},
            {title: 'Errors', align: 'value', cell: ({errors}) => count(errors)},
            {title: 'Warnings', align: 'value', cell: ({warnings}) => count(warnings)},
            {title: 'Info', align: 'value', cell: ({infos}) => count(infos)},
            {title: 'Overall then', align: 'value', cell: ({overall}) => count(overall)},
            {title: 'When', align: 'value', cell: ({at}) => localTime(at, app.timeZone)},
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
        caption: 'Findings', rows, most: 15,
        key: row => `${row.source} ${row.rule} ${row.file} ${row.line} ${row.severity} ${rows.indexOf(row)}`,
        columns: [
            {title: 'Rule', align: 'name', cell: ({rule}) => rule},
            {title: 'Severity', align: 'name', cell: ({severity}) => SEVERITIES[severity]},
            {title: 'Phase', align: 'name', cell: ({phase}) => phase === null ? '—' : PHASES[phase]},
            {title: 'Place', align: 'name', cell: row => place(app, row)},
            {title: 'Minutes', align: 'value', cell: ({minutes}) => count(minutes)},
            {title: 'State', align: 'name', cell: ({corrected}) => corrected ? html`<span class="is-green">corrected</span>` : 'open'},
        ],
    });
}

function place(app: App, {file, line, path}: SessionFinding): unknown {
    if (file === '') return '—';
    const shown = line === null ? file : `${file}:${line}`;
    if (path === null || app.host.kind === 'file') return html`<span class="clip">${shown}</span>`;
    return html`<button class="link clip" ${tip([path, 'Open the file'])} @click=${() => app.openFile(path, line)}>${openIcon} ${shown}</button>`;
}

/** DP6: days on which a model or agent was far slower than usual. */

import {html, type TemplateResult} from 'lit';
import type {App} from '../../app';
import type {Slowdown} from '../../../src/payloads';
import {t} from '../../../common/words';
import {panel} from '../../cards/panel';
import {counted} from '../../lib/format';
import {warningIcon} from '../../lib/icons';

const FIRST_SHOWN = 3;

export function hintsPanel(app: App, hints: readonly Slowdown[]): TemplateResult {
    const rest = hints.slice(FIRST_SHOWN);
    return panel(t('Slow days'), html`
        ${list(app, hints.slice(0, FIRST_SHOWN))}
        ${rest.length === 0 ? '' : html`<details class="rest"><summary>${t('Show {0} more', rest.length)}</summary>${list(app, rest)}</details>`}`,
    t('more than twice the usual wait'));
}

function list(app: App, hints: readonly Slowdown[]): TemplateResult {
    return html`
        <ul class="hints">
            ${hints.map(({date, n, text}) => html`
                <li>${warningIcon}
                    ${app.host.kind === 'file' ? html`<span>${text}</span>`
                        : html`<button class="link" @click=${() => app.openDays({from: date, to: date})}>${text}</button>`}
                    <span class="faint">${counted(n, 'request')}</span>
                </li>`)}
        </ul>`;
}

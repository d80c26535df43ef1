/** Whether everything could be read: a badge that opens the list of problems. */

import {html, nothing, type TemplateResult} from 'lit';
import type {App} from '../app';
import {ago, count, counted} from '../lib/format';
import {okIcon, warningIcon} from '../lib/icons';
import {tip} from '../lib/tip';
import {t} from '../../common/words';

export function healthBadge(app: App): TemplateResult | typeof nothing {
    const health = app.overview?.health;
    if (health === undefined) return nothing;
    const {partial} = app;
    const fine = health.problems === 0;
    const read = partial === null ? t('All sources read') : t('{0} of {1} files read', count(partial.done), count(partial.total));
    const title = fine ? read : counted(health.problems, 'problem');
    const refreshed = health.refreshedAt === null ? null : t('Last refresh: {0}.', ago(health.refreshedAt, new Date()));
    return html`
        <button class="health ${fine ? '' : 'warn'}" aria-expanded=${app.place.problems} aria-controls="problems"
            @click=${() => app.go({problems: !app.place.problems})}
            ${tip([title, `${counted(health.sources, 'source')}.`, refreshed])}>
            ${fine ? partial === null ? okIcon : nothing : warningIcon} ${title}
        </button>`;
}

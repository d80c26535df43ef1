/** The AI Sessions page: totals, days, models, tools, files, languages, projects. */

import {html, nothing, type TemplateResult} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import type {TabView} from '.';
import {type App, isDimmed} from '../app';
import {CARDS} from '../cards';
import {noneHere, waiting} from '../frame/states';
import {t} from '../../common/words';

export const OVERVIEW: TabView = {id: 'overview', title: t('Overview'), view};

function view(app: App): TemplateResult {
    const {overview} = app;
    const {slow} = app.asks.slot('overview');
    if (overview === null) return waiting(slow);
    const dimmed = isDimmed(app, 'overview');
    if (!dimmed && overview.analytics.totalSessions === 0) return noneHere(app, overview.period);
    return html`
        <div class="cards ${dimmed ? 'dimmed' : ''}" aria-busy=${dimmed}>
            ${repeat(CARDS, ({name}) => name, card => {
                const drawn = card.view(app, overview);
                return drawn === null ? nothing : html`<div class="card ${card.size}" data-card=${card.name}>${drawn}</div>`;
            })}
        </div>`;
}

/** DA1: the five numbers of the AI Sessions page. */

import {html} from 'lit';
import type {Card} from '.';
import type {Term} from '../lib/glossary';
import {figure} from './figure';
import {t} from '../../common/words';

const LOSS: Term = {
    title: t('Est. Loss from Violations'), unit: 'USD', help: t('Minutes to fix what reviews found, at your hourly rate.'),
};

export const HEADLINE: Card = {
    name: 'headline',
    size: 'full',
    view: (_app, {analytics: all}) => html`
        <div class="headline">
            <div class="tile purple">${figure({metric: 'sessions', title: t('AI Sessions'), value: all.totalSessions, colour: 'purple'})}</div>
            <div class="tile blue">${figure({metric: 'total_tokens', title: t('Total Tokens'), value: all.totalTokens, label: all.labels['totalTokens'], colour: 'blue'})}</div>
            <div class="tile yellow">${figure({metric: 'cost', title: t('AI Cost'), value: all.totalCost, label: all.labels['totalCost'], colour: 'yellow'})}</div>
            <div class="tile red">${figure({
                metric: LOSS, value: all.violations?.estimatedLoss ?? null, colour: 'red',
                note: all.violations === null ? t('no session reviewed') : null,
            })}</div>
            <div class="tile green">${figure({metric: 'active_time', value: all.totalActiveTimeMs, label: all.labels['totalActiveTimeMs'], colour: 'green'})}</div>
        </div>`,
};

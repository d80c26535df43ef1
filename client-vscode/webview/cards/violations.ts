/** DA2: what rule violations cost, where there are any. */

import {html} from 'lit';
import type {Card} from '.';
import {ratio} from '../lib/format';
import {figure} from './figure';
import {panel} from './panel';
import {t} from '../../common/words';

export const VIOLATIONS: Card = {
    name: 'violations',
    size: 'full',
    view: (app, {analytics: {violations: all}}) => all === null || all.total === 0 ? null : html`
        <div class="bordered">${panel(t('Rule Violations Impact'), html`
            <div class="figures">
                ${figure({metric: 'violations_errors', value: all.errors, colour: all.errors > 0 ? 'red' : undefined, note: t('~9 min fix')})}
                ${figure({metric: 'violations_warnings', value: all.warnings, colour: all.warnings > 0 ? 'yellow' : undefined, note: t('~5 min fix')})}
                ${figure({metric: 'violations_infos', value: all.infos, note: t('~2 min fix')})}
                ${figure({
                    metric: 'estimated_loss', title: t('Total Impact'), value: all.estimatedLoss, label: all.estimatedLoss === null ? 'unknown' : 'estimated',
                    note: all.correctionRate === null ? t('none corrected yet') : t('{0} corrected', ratio(all.correctionRate)),
                })}
            </div>
            <button class="link" @click=${() => app.go({tab: 'quality', session: null})}>${t('Show the rules')}</button>`)}
        </div>`,
};

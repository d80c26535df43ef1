/** DA4: how much per minute, hour and line. */

import {html} from 'lit';
import type {Card} from '.';
import {figure} from './figure';
import {panel} from './panel';
import {t} from '../../common/words';

export const PRODUCTIVITY: Card = {
    name: 'productivity',
    size: 'half',
    view: (_app, {analytics: all}) => panel(t('Productivity'), html`
        <div class="figures">
            ${figure({metric: 'tokens_per_minute', value: all.tokensPerMinute, label: all.labels['tokensPerMinute']})}
            ${figure({metric: 'lines_per_hour', value: all.linesPerHour, label: all.labels['linesPerHour']})}
            ${figure({metric: 'cost_per_line', value: all.costPerLine, label: all.labels['costPerLine']})}
        </div>`),
};

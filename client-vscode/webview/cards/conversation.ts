/** DA6: how people and agents worked together. */

import {html} from 'lit';
import type {Card} from '.';
import {difference} from '../lib/format';
import {figure} from './figure';
import {panel} from './panel';
import {t} from '../../common/words';

export const CONVERSATION: Card = {
    name: 'conversation',
    size: 'half',
    view: (_app, {analytics: all}) => panel(t('Conversation'), html`
        <div class="figures">
            ${figure({metric: 'turns', value: all.totalTurns})}
            ${figure({metric: 'intervention_rate', value: all.userInterventionRate, label: all.labels['userInterventionRate']})}
            ${figure({metric: 'net_lines', value: all.netLinesChanged, label: all.labels['netLinesChanged'], text: difference(all.netLinesChanged)})}
        </div>`),
};

/** DA5: what changed in code, and how tools fared. */

import {html} from 'lit';
import type {Card} from '.';
import {count, ratio, UNKNOWN} from '../lib/format';
import {figure} from './figure';
import {panel} from './panel';
import {t} from '../../common/words';

export const CODE: Card = {
    name: 'code',
    size: 'half',
    view: (_app, {analytics: all}) => panel(t('Code & Tools'), html`
        <div class="figures">
            ${figure({metric: 'lines_added', value: all.totalLinesAdded, label: all.labels['totalLinesAdded'], text: all.totalLinesAdded === null ? UNKNOWN : `+${count(all.totalLinesAdded)}`, colour: 'green'})}
            ${figure({metric: 'lines_removed', value: all.totalLinesRemoved, label: all.labels['totalLinesRemoved'], text: all.totalLinesRemoved === null ? UNKNOWN : `-${count(all.totalLinesRemoved)}`, colour: 'red'})}
            ${figure({metric: 'acceptance_rate', value: all.codeAcceptanceRate, colour: all.codeAcceptanceRate === null ? undefined : 'green'})}
            ${figure({metric: 'tool_calls', value: all.totalToolCalls, note: all.toolSuccessRate === null ? null : t('{0} succeeded', ratio(all.toolSuccessRate))})}
            ${figure({
                metric: 'errors', value: all.totalErrors, label: all.labels['totalErrors'], colour: (all.totalErrors ?? 0) > 0 ? 'red' : undefined,
                note: all.errorRecoveryRate === null ? null : t('{0} recovered', ratio(all.errorRecoveryRate)),
            })}
        </div>`),
};

/** DP7: what the time was spent on. */

import {html, nothing, type TemplateResult} from 'lit';
import type {TimeSplit} from '../../../src/payloads';
import {t} from '../../../common/words';
import {figure} from '../../cards/figure';
import {panel} from '../../cards/panel';
import {css} from '../../lib/css';
import {ratio} from '../../lib/format';

export function splitPanel(split: TimeSplit): TemplateResult {
    const {activeMs, agentActiveMs, apiMs, apiShare, toolMs, toolShare, wallMs} = split;
    return panel(t('Time'), html`
        <div class="figures">
            ${figure({metric: 'wall_time', value: wallMs})}
            ${figure({metric: 'active_time', value: activeMs, colour: 'green'})}
            ${figure({metric: 'agent_active_time', value: agentActiveMs})}
            ${figure({metric: 'api_time', value: apiMs, colour: 'purple', note: apiShare === null ? null : t('{0} of agent active', ratio(apiShare))})}
            ${figure({metric: 'tool_time', value: toolMs, colour: 'blue', note: toolShare === null ? null : t('{0} of agent active', ratio(toolShare))})}
        </div>
        ${apiShare === null || toolShare === null ? nothing : html`
            <div class="stack time" role="img" aria-label=${t('Of agent active time: API {0}, tools {1}', ratio(apiShare), ratio(toolShare))}>
                ${part('purple', t('API {0}', ratio(apiShare)), apiShare)}${part('blue', t('Tools {0}', ratio(toolShare)), toolShare)}
            </div>`}`);
}

function part(colour: 'blue' | 'purple', title: string, share: number): TemplateResult {
    return html`<span class="part fill-${colour}" title=${title} ${css({width: `${share * 100}%`})}></span>`;
}

/** DA3: where the tokens went. */

import {html, nothing} from 'lit';
import type {Card} from '.';
import {figure} from './figure';
import {panel} from './panel';
import {t} from '../../common/words';

export const TOKENS: Card = {
    name: 'tokens',
    size: 'half',
    view: (_app, {analytics: all}) => panel(t('Token Breakdown'), html`
        <div class="figures">
            ${figure({metric: 'input_tokens', value: all.totalInputTokens, label: all.labels['totalInputTokens']})}
            ${figure({metric: 'output_tokens', value: all.totalOutputTokens, label: all.labels['totalOutputTokens']})}
        </div>
        <div class="figures small">
            ${figure({metric: 'cache_read_tokens', title: t('Cache Read'), value: all.totalCacheReadTokens, label: all.labels['totalCacheReadTokens']})}
            ${figure({metric: 'cache_write_tokens', title: t('Cache Write'), value: all.totalCacheWriteTokens, label: all.labels['totalCacheWriteTokens']})}
            ${figure({metric: 'cache_hit_rate', title: t('Hit Rate'), value: all.cacheHitRate, label: all.labels['cacheHitRate']})}
            ${figure({metric: 'cache_savings', title: t('Savings'), value: all.cacheSavings, label: all.labels['cacheSavings']})}
        </div>
        ${all.cacheInsight === null ? nothing : html`<p class="foot">${all.cacheInsight}</p>`}`),
};

/** DP5: agent CLIs that were started, spawn to done. */

import {html, type TemplateResult} from 'lit';
import type {App} from '../../app';
import type {HelperRow} from '../../../src/payloads';
import {t} from '../../../common/words';
import {panel} from '../../cards/panel';
import {costCell, table} from '../../cards/table';
import {toSessions} from '../../cards/toSessions';
import {compact, count} from '../../lib/format';
import {time} from './latency';

export function helpersPanel(app: App, helpers: readonly HelperRow[]): TemplateResult {
    if (helpers.length === 0) return panel(t('CLI helpers'), html`<p class="faint">${t('No agent CLI was started from a session of this scope.')}</p>`);
    return panel(t('CLI helpers'), table<HelperRow>({
        caption: t('Agent CLIs started from sessions'),
        rows: helpers,
        key: ({helper}) => helper,
        act: toSessions(app, 'helper', ({helper}) => helper),
        columns: [
            {title: t('Helper'), align: 'name', cell: ({helper}) => helper},
            {title: t('Runs'), align: 'value', metric: 'helper_runs', cell: ({runs}) => count(runs)},
            {title: t('Mean'), align: 'value', metric: 'helper_overhead', cell: ({meanMs}) => time(meanMs)},
            {title: 'p95', align: 'value', metric: 'helper_overhead_p95', cell: ({p95Ms}) => time(p95Ms)},
            {title: t('Failed'), align: 'value', metric: 'helper_failures', cell: ({failures}) => count(failures)},
            {title: t('Without end'), align: 'value', metric: 'helpers_open', cell: ({open}) => count(open)},
            {title: t('Own sessions'), align: 'value', cell: ({sessions}) => count(sessions)},
            {title: t('Cost'), align: 'value', metric: 'cost', cell: ({cost, costLabel}) => costCell(cost, costLabel)},
            {title: t('Tokens'), align: 'value', metric: 'total_tokens', cell: ({tokens}) => compact(tokens)},
        ],
    }), t('spawn to done; cost and tokens of their own sessions, added to nothing here'));
}

/** Commits made while a session ran, with what its own turns in them cost. */

import {html, type TemplateResult} from 'lit';
import type {CommitRow} from '../../../src/payloads';
import {t} from '../../../common/words';
import {costCell, table} from '../../cards/table';
import {count} from '../../lib/format';
import {tip} from '../../lib/tip';

export function commitTable(commits: readonly CommitRow[]): TemplateResult {
    return table<CommitRow>({
        caption: t('Commits made while it ran'),
        rows: commits,
        key: ({commit}) => commit,
        most: 8,
        columns: [
            {title: t('Commit'), align: 'name', cell: ({commit, subject}) => html`<span class="clip" ${tip([commit])}>${commit.slice(0, 10)} ${subject}</span>`},
            {title: t('Files'), align: 'value', cell: ({files}) => count(files)},
            {title: t('Turns'), align: 'value', cell: ({turns}) => count(turns)},
            {title: t('Cost'), align: 'value', cell: ({cost, costLabel}) => costCell(cost, costLabel)},
        ],
    });
}

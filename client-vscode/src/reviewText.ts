/** What is said of a review that is done. Pure. */

import {count, counted} from '../common/format';
import type {ReviewedSession} from './payloads';
import {t} from '../common/words';

export function reviewText({corrected, errors, infos, overall, partial, phases, previous, reports, reviewers, warnings}: ReviewedSession): string {
    const isNew = previous === null || previous === overall;
    const score = overall === null ? t('No score')
        : isNew ? t('Quality {0}', overall) : t('Quality {0} (before: {1})', overall, previous);
    const measured = phases.length === 0 ? t('no phase measured') : partial;
    const failed = reviewers.filter(({problem}) => problem !== null).map(({problem, reviewer}) => `${reviewer}: ${problem}`);
    return [
        [score, measured].filter(part => part !== null).join(', '),
        [counted(errors, 'error'), counted(warnings, 'warning'), t('{0} info', count(infos)), t('{0} corrected', count(corrected))].join(', '),
        ...failed,
        ...reports.length === 0 ? [] : [counted(reports.length, 'report')],
    ].join(' · ');
}

/** What is said of a review that is done. Pure. */

import {count, counted} from './format';
import type {ReviewedSession} from './payloads';

export function reviewText({corrected, errors, infos, overall, partial, phases, previous, reviewers, warnings}: ReviewedSession): string {
    const before = previous === null || previous === overall ? '' : ` (before: ${count(previous)})`;
    const score = overall === null ? 'No score' : `Quality ${count(overall)}${before}`;
    const measured = phases.length === 0 ? 'no phase measured' : partial;
    const failed = reviewers.filter(({problem}) => problem !== null).map(({problem, reviewer}) => `${reviewer}: ${problem}`);
    return [
        [score, measured].filter(part => part !== null).join(', '),
        [counted(errors, 'error'), counted(warnings, 'warning'), `${count(infos)} info`, `${count(corrected)} corrected`].join(', '),
        ...failed,
    ].join(' · ');
}

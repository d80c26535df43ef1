/** Words for the closed lists of payloads. */

import type {ProblemRow, RelatedSession, SessionRow, Split} from '../../src/payloads';
import {t} from '../../common/words';

export const STATUSES: Readonly<Record<SessionRow['status'], string>> = {
    active: t('active'), archived: t('archived'), imported: t('imported'), running: t('running'),
};

export const RELATIONS: Readonly<Record<RelatedSession['relation'], string>> = {
    parent: t('parent'), fork: t('fork'), subagent: t('sub-agent'), helper: t('helper'),
};

export const PROBLEMS: Readonly<Record<ProblemRow['kind'], string>> = {
    unreadable: t('unreadable'), skipped: t('skipped'), anomaly: t('anomaly'),
};

/** What a metric is told apart by, inside a sentence. */
export const SPLIT_WORDS: Readonly<Record<Split, string>> = {
    model: t('model'), engine: t('engine'), agent: t('agent'), project: t('project'),
};

export const PHASES = {style: t('Style'), logic: t('Logic'), security: t('Security')} as const;
export const SEVERITIES = {error: t('Error'), warning: t('Warning'), info: t('Info')} as const;

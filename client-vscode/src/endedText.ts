/** What is said of a session that ended. Pure. */

import {counted, money, noIcons} from '../common/format';
import type {SessionEnded} from './payloads';
import {t} from '../common/words';

export function endedText({cost, costLabel, durationMs, title, toolCalls}: SessionEnded): {text: string; tooltip: string} {
    const parts = [t('Session ended'), money(cost, costLabel), ...(durationMs === null ? [] : [took(durationMs)]), counted(toolCalls, 'tool')];
    return {text: parts.join(' · '), tooltip: noIcons(title)};
}

/** `45s`, `12m`, `4h 9m`. */
function took(ms: number): string {
    const minutes = Math.floor(ms / 60_000);
    if (minutes < 1) return `${Math.floor(ms / 1000)}s`;
    return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

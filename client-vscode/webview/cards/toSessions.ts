/** From a row of a breakdown to the sessions it is made of. */

import type {App} from '../app';
import {term} from '../lib/query';
import type {Act} from './table';
import {t} from '../../common/words';

export function toSessions<Row>(app: App, field: string, value: (row: Row) => string): Act<Row> | null {
    // A report in a file has the list of all its sessions only.
    if (app.host.kind === 'file') return null;
    return {title: row => t('Show the sessions with {0}', value(row)), run: row => app.openQuery(term(field, value(row)))};
}

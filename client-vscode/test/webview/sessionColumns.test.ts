import {expect, test} from 'vitest';
import {SESSION_COLUMNS} from '../../webview/tables/sessionColumns';

// DS1: the columns, each of which orders the list.
test('each column of the list can be sorted by, its own way', () => {
    expect(SESSION_COLUMNS.map(({title}) => title)).toEqual([
        'Title', 'Engine', 'Agent', 'Model', 'Project', 'Last activity', 'Messages', 'Tokens', 'Cost', 'Quality', 'Duration', 'Status',
    ]);
    expect(new Set(SESSION_COLUMNS.map(({sort}) => sort.column)).size).toBe(SESSION_COLUMNS.length);
});

import {expect, test} from 'vitest';
import {IssuedPaths} from '../src/issued';

test('only absolute paths that a payload showed are issued', () => {
    const issued = new IssuedPaths();
    issued.issue({sourcePath: '/s/a.jsonl', rows: [{path: '/s/b.jsonl', title: '/etc/passwd'}, {path: 'relative.ts'}]});
    const asked = ['/s/a.jsonl', '/s/b.jsonl', '/etc/passwd', 'relative.ts', '/s/../etc/passwd'];
    expect(asked.filter(path => issued.has(path))).toEqual(['/s/a.jsonl', '/s/b.jsonl']);
});

import {expect, test} from 'vitest';
import {partsOf, tagChanges} from '../src/tags';

test('tags stand between commas, each once', () => {
    expect(partsOf(' ui, feature ,,ui')).toEqual(['ui', 'feature']);
});

test('a minus removes a tag', () => {
    expect(tagChanges('ui, -wip, two words, - old')).toEqual({addTags: ['ui', 'two words'], removeTags: ['wip', 'old']});
});

test('nothing typed changes nothing', () => {
    expect([tagChanges(''), tagChanges(' , -')]).toEqual([null, null]);
});

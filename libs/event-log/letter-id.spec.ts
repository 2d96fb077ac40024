import { describe, expect, it } from '@jest/globals';
import { letterId, letterPlace, newestFirst } from './letter-id.js';

describe('the id of a dead letter', () => {
  it('tells where the letter is kept', () => {
    const place = { partition: 3, position: '1772702480000-0' };

    expect(letterId(place)).toBe('3:1772702480000-0');
    expect(letterPlace('3:1772702480000-0')).toEqual(place);
  });

  it.each([
    '',
    '3',
    '3:',
    '3:1772702480000',
    '-3:1-0',
    'x:1-0',
    '3:1-0 ',
    '3:1-0:1',
    `3:${'9'.repeat(20)}-0`,
    '+',
  ])('is never %j', (id) => {
    expect(letterPlace(id)).toBeUndefined();
  });

  it('orders letters by when they were buried, over all partitions', () => {
    const ids = ['0:20-0', '1:3-0', '2:20-1', '1:20-0', '0:100-0'];

    const ordered = ids.flatMap((id) => letterPlace(id) ?? []).toSorted(newestFirst);

    expect(ordered.map(letterId)).toEqual(['0:100-0', '2:20-1', '0:20-0', '1:20-0', '1:3-0']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { compareStreamIds } from './stream-id.js';

describe('ids of stream entries', () => {
  it('are ordered by time, then by number, and not as text', () => {
    const ids = ['1772702480279-10', '9-0', '1772702480279-9', '10-0', '0-1', '1772702480279-0'];

    expect(ids.toSorted(compareStreamIds)).toEqual([
      '0-1',
      '9-0',
      '10-0',
      '1772702480279-0',
      '1772702480279-9',
      '1772702480279-10',
    ]);
  });

  it('are equal where the number is left out and is 0', () => {
    expect(compareStreamIds('5', '5-0')).toBe(0);
  });
});

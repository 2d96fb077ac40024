import { describe, expect, it } from '@jest/globals';
import { aRow } from './made-up.js';
import { arrange, arrangeUnderPointer, newAbove } from './row-order.js';

const NOW = 3_600_000;
const live = (call: string, firstSeen: number) => aRow({ call, firstSeen, lastSeen: NOW });
const ended = (call: string, firstSeen: number) =>
  aRow({ call, firstSeen, lastSeen: NOW, status: 'finished' });

describe('the order of calls', () => {
  it('is live first, the newest on top', () => {
    expect(arrange([ended('a', 9), live('b', 1), live('c', 5)], NOW)).toEqual({
      live: ['c', 'b'],
      earlier: ['a'],
    });
  });

  it('counts a call that went silent among the earlier ones', () => {
    const silent = aRow({ call: 'a', lastSeen: NOW - 11 * 60_000 });

    expect(arrange([silent], NOW)).toEqual({ live: [], earlier: ['a'] });
  });

  it('does not move a call whose words come in', () => {
    const before = arrange([live('a', 1), live('b', 2)], NOW);

    expect(arrange([{ ...live('a', 1), version: 9 }, live('b', 2)], NOW)).toEqual(before);
  });
});

describe('the order under a pointer', () => {
  const shown = { live: ['c', 'b'], earlier: ['a'] };

  it('keeps a call that ended where it stands', () => {
    expect(arrangeUnderPointer(shown, { live: ['c'], earlier: ['b', 'a'] })).toEqual(shown);
  });

  it('puts a new call on top and says how many came above', () => {
    const next = arrangeUnderPointer(shown, { live: ['d', 'c', 'b'], earlier: ['a'] });

    expect(next).toEqual({ live: ['d', 'c', 'b'], earlier: ['a'] });
    expect(newAbove(shown, next, 'c')).toBe(1);
  });

  it('lets a removed call go', () => {
    expect(arrangeUnderPointer(shown, { live: ['c'], earlier: ['a'] })).toEqual({
      live: ['c'],
      earlier: ['a'],
    });
  });
});

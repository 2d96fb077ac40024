import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { pageOf, type CallsPageQuery } from './calls-page.js';
import { RowIndex } from './row-index.js';
import { aStoredRow, rowFacts } from './testing/a-change.js';

const ALL: CallsPageQuery = { limit: 100 };

function anIndex(
  calls: readonly (readonly [call: string, firstSeen: number, status?: string, who?: string])[],
) {
  const index = new RowIndex();
  for (const [call, firstSeen, status = 'ongoing', who = ''] of calls) {
    index.put(call, aStoredRow(1, rowFacts(status, who)), 'epoch', { firstSeen, lastSeen: firstSeen });
  }
  return index;
}

const callsOf = (index: RowIndex, query: CallsPageQuery) =>
  pageOf(index.inOrder('first-seen'), query).calls.map(({ call }) => call);

describe('a page of calls', () => {
  it('begins with the newest, and says that it is the last when it is', () => {
    const index = anIndex([
      ['a', 1],
      ['b', 3],
      ['c', 2],
    ]);

    expect(callsOf(index, ALL)).toEqual(['b', 'c', 'a']);
    expect(pageOf(index.inOrder('first-seen'), ALL).next).toBeNull();
    expect(pageOf(index.inOrder('first-seen'), { limit: 3 }).next).toBeNull();
    expect(pageOf(index.inOrder('first-seen'), { limit: 2 }).next).toBe('2/c');
  });

  it('goes on behind a call that is gone by now, and one whose id has a slash', () => {
    const index = anIndex([
      ['a', 1],
      ['b/c/d', 2],
      ['e', 2],
    ]);

    expect(callsOf(index, { limit: 9, before: '2/b/c/d' })).toEqual(['e', 'a']);
    expect(callsOf(index, { limit: 9, before: '2/bb' })).toEqual(['e', 'a']);
    expect(callsOf(index, { limit: 9, before: '0/a' })).toEqual([]);
  });

  it('holds those of a status or of a group, and those that are searched for', () => {
    const index = anIndex([
      ['a', 1, 'ongoing', '+15550100001'],
      ['b', 2, 'finished', '+15550100002'],
      ['c', 3, 'failed', '+15550100001'],
    ]);

    expect(callsOf(index, { ...ALL, status: 'finished' })).toEqual(['b']);
    expect(callsOf(index, { ...ALL, status: 'ended' })).toEqual(['c', 'b']);
    expect(callsOf(index, { ...ALL, search: '0100001' })).toEqual(['c', 'a']);
    expect(callsOf(index, { ...ALL, status: 'live', search: '0100001' })).toEqual(['a']);
  });

  it('neither repeats nor skips a call that was there all along, whatever comes and goes between pages', () => {
    const someCalls = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.integer({ min: 0, max: 20 })), {
      selector: ([call]) => call,
      maxLength: 40,
    });
    fc.assert(
      fc.property(
        someCalls,
        fc.array(fc.boolean()),
        fc.integer({ min: 1, max: 7 }),
        (calls, staying, limit) => {
          const index = anIndex(calls);
          const stays = calls.filter((_, place) => staying[place] === true).map(([call]) => call);
          const seen: string[] = [];
          let before: string | undefined;
          for (let page = 0; ; page++) {
            const { calls: rows, next } = pageOf(index.inOrder('first-seen'), { limit, before });
            seen.push(...rows.map(({ call }) => call));
            if (next === null) break;
            before = next;
            const goes = calls.find(
              ([call], place) => staying[place] !== true && index.get(call) !== undefined,
            );
            if (goes !== undefined) index.remove(goes[0]);
            index.put(`new ${page}`, aStoredRow(1, []), 'epoch', { firstSeen: 100 + page, lastSeen: 100 });
          }

          expect(new Set(seen).size).toBe(seen.length);
          expect(stays.filter((call) => !seen.includes(call))).toEqual([]);
        },
      ),
    );
  });
});

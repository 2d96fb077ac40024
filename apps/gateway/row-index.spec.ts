import { describe, expect, it } from '@jest/globals';
import { WatchCalls } from '#contracts';
import { MAX_ROWS, RowIndex } from './row-index.js';
import { aChange, aFact, aStoredRow, rowFacts } from './testing/a-change.js';

const SEEN = { firstSeen: 1_000, lastSeen: 2_000 };
const ALL = WatchCalls.parse({});

describe('an index of rows', () => {
  it('builds a row from a call’s first change, and carries it on with those that follow', () => {
    const index = new RowIndex();

    expect(index.apply(aChange({ row: rowFacts('ongoing', 'Ada') }), 'epoch')).toBe(true);
    expect(index.apply(aChange({ version: 2, row: rowFacts('finished'), lastSeen: 5_000 }), 'epoch')).toBe(
      true,
    );

    expect(index.get('WC-1')).toMatchObject({ version: 2, status: 'finished', who: 'Ada', lastSeen: 5_000 });
  });

  it('asks for a row to be read that it does not hold as it was before a change', () => {
    const index = new RowIndex();
    expect(index.apply(aChange({ version: 2 }), 'epoch')).toBe(false);

    index.put('WC-1', aStoredRow(2, rowFacts('ongoing')), 'epoch', SEEN);

    expect(index.apply(aChange({ version: 4 }), 'epoch')).toBe(false);
    expect(index.apply(aChange({ version: 3 }), 'another epoch')).toBe(false);
    expect(index.apply(aChange({ version: 3 }), 'epoch')).toBe(true);
  });

  it('ignores what it knows, without counting it as news', () => {
    const index = new RowIndex();
    index.put('WC-1', aStoredRow(3, rowFacts('finished')), 'epoch', SEEN);
    const { revision } = index;

    expect(index.apply(aChange({ version: 3, row: rowFacts('failed') }), 'epoch')).toBe(true);
    index.put('WC-1', aStoredRow(2, rowFacts('ongoing')), 'epoch', SEEN);

    expect([index.revision, index.get('WC-1')?.status]).toEqual([revision, 'finished']);
  });

  it('begins anew with a call that was made anew', () => {
    const index = new RowIndex();
    index.put('WC-1', aStoredRow(3, rowFacts('finished', 'Ada')), 'epoch', SEEN);

    index.apply(aChange({ row: [aFact('status', '2', { status: 'ongoing', at: 1 })] }), 'later');

    expect(index.get('WC-1')).toMatchObject({ epoch: 'later', version: 1, status: 'ongoing', who: null });
  });

  it('counts what it holds', () => {
    const index = new RowIndex();
    index.put('WC-1', aStoredRow(1, [aFact('count:hangs', '2', 2), ...rowFacts('ongoing')]), 'epoch', SEEN);
    index.put('WC-2', aStoredRow(1, [aFact('count:errors', '3', 3), ...rowFacts('failed')]), 'epoch', SEEN);
    expect(index.figures()).toEqual({ total: 2, live: 1, hangs: 2, errors: 3 });

    index.remove('WC-1');

    expect(index.figures()).toEqual({ total: 1, live: 0, hangs: 0, errors: 3 });
  });

  it('orders rows live first or by first seen, and finds those of a filter', () => {
    const index = new RowIndex();
    for (const [place, status] of ['finished', 'ongoing', 'failed', 'ongoing'].entries()) {
      index.put(`WC-${place}`, aStoredRow(1, rowFacts(status, place < 2 ? 'Ada' : 'Bo')), 'epoch', {
        firstSeen: place,
        lastSeen: place,
      });
    }
    const callsOf = (question: object) =>
      index.query(WatchCalls.parse(question)).rows.map(({ row }) => row.call);

    expect(callsOf({})).toEqual(['WC-3', 'WC-1', 'WC-2', 'WC-0']);
    expect(callsOf({ sort: 'first-seen' })).toEqual(['WC-3', 'WC-2', 'WC-1', 'WC-0']);
    expect(callsOf({ filter: { groups: ['failed', 'live'] } })).toEqual(['WC-3', 'WC-1', 'WC-2']);
    expect(callsOf({ filter: { search: ' ada ' } })).toEqual(['WC-1', 'WC-0']);
    expect(callsOf({ window: { offset: 1, limit: 2 } })).toEqual(['WC-1', 'WC-2']);
    expect(index.query(ALL).total).toBe(4);
  });

  it('lets the oldest go when there are too many', () => {
    const index = new RowIndex();
    const row = aStoredRow(1, []);
    for (let i = 0; i < 2 * MAX_ROWS; i++) index.put(`WC-${i}`, row, 'epoch', { firstSeen: i, lastSeen: i });

    expect(index.figures().total).toBeLessThan(1.05 * MAX_ROWS);
    expect(index.get('WC-0')).toBeUndefined();
    expect(index.get(`WC-${MAX_ROWS}`)).toBeDefined();
  });
});

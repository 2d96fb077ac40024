import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { WatchCalls, type CallsChanged } from '#contracts';
import { ListWatch } from './list-watch.js';
import { RowIndex } from './row-index.js';
import { aStoredRow, rowFacts } from './testing/a-change.js';

const put = (index: RowIndex, call: string, version: number, status: string) =>
  index.put(call, aStoredRow(version, rowFacts(status)), 'epoch', {
    firstSeen: Number(call.slice(3)),
    lastSeen: version,
  });
const told = ({ upserts, removes, total }: CallsChanged) => ({
  upserts: upserts.map(({ call }) => call),
  removes,
  total,
});

describe('a client’s window on the list', () => {
  it('is told of all its rows first, and then of those that changed', () => {
    const index = new RowIndex();
    put(index, 'WC-1', 1, 'ongoing');
    put(index, 'WC-2', 1, 'ongoing');
    const list = new ListWatch(WatchCalls.parse({}));

    expect(told(list.changesOf(index))).toEqual({ upserts: ['WC-2', 'WC-1'], removes: [], total: 2 });
    expect(list.isBehind(index)).toBe(false);
    put(index, 'WC-1', 2, 'ongoing');

    expect(list.isBehind(index)).toBe(true);
    expect(told(list.changesOf(index))).toEqual({ upserts: ['WC-1'], removes: [], total: 2 });
    expect(told(list.changesOf(index))).toEqual({ upserts: [], removes: [], total: 2 });
  });

  it('is told which rows left it: deleted, pushed out, no longer matching', () => {
    const index = new RowIndex();
    for (const call of ['WC-1', 'WC-2', 'WC-3']) put(index, call, 1, 'ongoing');
    const question = { filter: { groups: ['live'] }, window: { offset: 0, limit: 2 } };
    const list = new ListWatch(WatchCalls.parse(question));
    list.changesOf(index);

    index.remove('WC-3');
    expect(told(list.changesOf(index))).toEqual({ upserts: ['WC-1'], removes: ['WC-3'], total: 2 });
    put(index, 'WC-2', 2, 'finished');
    expect(told(list.changesOf(index))).toEqual({ upserts: [], removes: ['WC-2'], total: 1 });
    put(index, 'WC-8', 1, 'ongoing');
    put(index, 'WC-9', 1, 'ongoing');
    expect(told(list.changesOf(index))).toEqual({ upserts: ['WC-9', 'WC-8'], removes: ['WC-1'], total: 3 });
  });

  it('lets a client that does as it is told hold the window, whenever it is told', () => {
    const step = fc.record({
      call: fc.integer({ min: 0, max: 9 }).map((number) => `WC-${number}`),
      does: fc.constantFrom('ongoing', 'finished', 'goes', 'is told'),
    });
    const question = WatchCalls.parse({ filter: { groups: ['live'] }, window: { offset: 1, limit: 4 } });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const index = new RowIndex();
        const list = new ListWatch(question);
        const held = new Map<string, number>();
        const tell = () => {
          const { upserts, removes } = list.changesOf(index);
          for (const call of removes) held.delete(call);
          for (const { call, version } of upserts) held.set(call, version);
        };
        for (const [place, { call, does }] of steps.entries()) {
          if (does === 'is told') tell();
          else if (does === 'goes') index.remove(call);
          else put(index, call, place + 1, does);
        }
        tell();

        const window = index.query(question).rows.map(({ row }) => [row.call, row.version]);
        expect(Object.fromEntries(held)).toEqual(Object.fromEntries(window));
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { changesBetween, NO_FIGURES, rowsOf, withChange, withoutDeleted } from './call-rows.js';
import { aRow } from './made-up.js';

const figures = (total: number) => ({ ...NO_FIGURES, total });
const listed = (...calls: string[]) =>
  rowsOf({ rows: calls.map((call) => aRow({ call })), total: calls.length, figures: figures(calls.length) });

describe('the list of calls', () => {
  it('takes what came and lets go of what left', () => {
    const rows = listed('a', 'b');

    const next = withChange(rows, {
      upserts: [aRow({ call: 'c' })],
      removes: ['a'],
      total: 2,
      figures: figures(2),
    });

    expect([...next.byCall.keys()]).toEqual(['b', 'c']);
    expect([...rows.byCall.keys()]).toEqual(['a', 'b']);
  });
});

describe('what happened between two lists', () => {
  it('counts the versions of every call', () => {
    const before = listed('a', 'b');
    const upserts = [aRow({ call: 'a', version: 4 }), aRow({ call: 'c', version: 2 })];

    const after = withChange(before, { upserts, removes: [], total: 3, figures: figures(3) });

    expect(changesBetween(before, after)).toEqual({ changes: 5, calls: 2 });
  });

  it('counts a call that came anew from its beginning', () => {
    const before = listed('a');
    const upserts = [aRow({ call: 'a', epoch: 'e2', version: 1 })];

    const after = withChange(before, { upserts, removes: [], total: 1, figures: figures(1) });

    expect(changesBetween(before, after)).toEqual({ changes: 1, calls: 1 });
  });
});

describe('a held list', () => {
  it('keeps a call that left the window only', () => {
    const held = listed('a', 'b');
    const live = { ...listed('b'), figures: figures(2) };

    expect([...withoutDeleted(held, live).byCall.keys()]).toEqual(['a', 'b']);
  });

  it('lets go of what was deleted', () => {
    expect([...withoutDeleted(listed('a', 'b'), listed('b')).byCall.keys()]).toEqual(['b']);
  });
});

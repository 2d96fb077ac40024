import type { Row } from '#contracts';
import { describe, expect, it } from '@jest/globals';
import { compareRows, matchesFilter } from './row-order.js';
import { aCall, at } from './testing/a-call.js';
import { rowIn } from './testing/folded.js';

const live = { ...rowIn(aCall().thatWas('ongoing', at(1)).events()), call: 'live', firstSeen: 1 };
const ended = { ...rowIn(aCall().thatEnded(at(9)).events()), call: 'ended', firstSeen: 3 };
const failed = { ...rowIn(aCall().thatWas('failed', at(9)).events()), call: 'failed', firstSeen: 2 };
const silent = { ...rowIn([]), call: 'silent', firstSeen: 0 };
const rows = [silent, failed, live, ended];

const ids = (list: readonly Row[]) => list.map(({ call }) => call);

describe('rows of a list', () => {
  it('stand newest first, and do not move when their calls do', () => {
    expect(ids(rows.toSorted(compareRows('first-seen')))).toEqual(['ended', 'failed', 'live', 'silent']);
  });

  it('stand with calls that have not ended first, when asked', () => {
    expect(ids(rows.toSorted(compareRows('live-first')))).toEqual(['live', 'silent', 'ended', 'failed']);
  });

  it('stand by id when seen at the same time', () => {
    const twins = ['b', 'a'].map((call) => ({ ...silent, call }));

    expect(ids(twins.toSorted(compareRows('first-seen')))).toEqual(['a', 'b']);
  });
});

describe('a filter', () => {
  const call = aCall()
    .thatSent('hang', { timestamp: at(2), customer: { number: '+1 555 0100' }, assistant: { name: 'Mary' } })
    .thatWas('forwarded', at(3))
    .saying('user', 'Hello there.', at(4))
    .thatEnded(at(9));
  const forwarded = { ...rowIn(call.events()), call: 'CA7' };

  const kept = (...groups: NonNullable<Parameters<typeof matchesFilter>[1]['groups']>) =>
    ids([...rows, forwarded].filter((row) => matchesFilter(row, { groups })));

  it('of no groups keeps all', () => {
    expect(rows.filter((row) => matchesFilter(row, {}))).toEqual(rows);
    expect(rows.filter((row) => matchesFilter(row, { groups: [], search: ' ' }))).toEqual(rows);
  });

  it('keeps the calls of any of its groups', () => {
    expect(kept('live')).toEqual(['silent', 'live']);
    expect(kept('ended')).toEqual(['failed', 'ended', 'CA7']);
    expect(kept('hung')).toEqual(['CA7']);
    expect(kept('forwarded', 'failed')).toEqual(['failed', 'CA7']);
  });

  it.each(['ca7', '555', 'mary', 'there', ' Hello '])(
    'finds %p in id, caller, assistant or last line',
    (search) => {
      expect(matchesFilter(forwarded, { search })).toBe(true);
      expect(matchesFilter(live, { search })).toBe(false);
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import { aChange, aFact } from './testing/a-change.js';
import { WatchedCall } from './watched-call.js';

function aCallAt(version: number): WatchedCall {
  const call = new WatchedCall('WC-1');
  const facts = Array.from({ length: version }, (_, i) => ({ version: i + 1, fact: aFact(`key-${i + 1}`) }));
  call.load({ epoch: 'epoch', version, facts });
  return call;
}

const keysOf = (facts: readonly (readonly [string, ...unknown[]])[]) => facts.map(([key]) => key);

describe('a watched call', () => {
  it('is no call at first, and again when it was removed', () => {
    const call = new WatchedCall('WC-1');
    expect([call.epoch, call.version, call.since(-2)]).toEqual(['', 0, []]);

    call.apply(aChange());
    call.load(undefined);

    expect([call.epoch, call.version, call.since(-2)]).toEqual(['', 0, []]);
  });

  it('takes the change that follows upon it, and the first of a call that is made', () => {
    expect(aCallAt(3).apply(aChange({ version: 4 }))).toBe('applied');
    expect(new WatchedCall('WC-1').apply(aChange())).toBe('applied');
    expect(aCallAt(3).apply(aChange({ epoch: 'later', version: 1 }))).toBe('applied');
  });

  it('knows changes it holds already', () => {
    for (const version of [1, 2, 3]) expect(aCallAt(3).apply(aChange({ version }))).toBe('known');
  });

  it('must be read again after a gap, for a change without its facts, and for another life', () => {
    expect(aCallAt(3).apply(aChange({ version: 5 }))).toBe('gap');
    expect(aCallAt(3).apply(aChange({ version: 4, facts: undefined }))).toBe('gap');
    expect(aCallAt(3).apply(aChange({ epoch: 'later', version: 4 }))).toBe('gap');
    expect(aCallAt(3).apply(aChange({ version: 2, facts: undefined }))).toBe('known');
  });

  it('forgets a life when the next one begins', () => {
    const call = aCallAt(3);

    call.apply(aChange({ epoch: 'later', version: 1, facts: [aFact('anew')] }));

    expect([call.epoch, call.version, keysOf(call.since(0))]).toEqual(['later', 1, ['anew']]);
  });

  it('tells what is newer than any version, each fact as it is now', () => {
    const call = aCallAt(3);
    call.apply(aChange({ version: 4, facts: [aFact('key-1', '2', 'corrected')] }));
    call.apply(aChange({ version: 5, facts: [aFact('key-5')] }));

    expect(keysOf(call.since(5))).toEqual([]);
    expect(keysOf(call.since(4))).toEqual(['key-5']);
    expect(call.since(3)).toEqual([aFact('key-1', '2', 'corrected'), aFact('key-5')]);
    expect(keysOf(call.since(0)).toSorted()).toEqual(['key-1', 'key-2', 'key-3', 'key-5']);
  });

  it('answers with what is missing, or with all when it can’t be said what is', () => {
    const call = aCallAt(3);

    expect(call.snapshot(2)).toEqual({ full: false, version: 3, facts: [aFact('key-3')] });
    expect(call.snapshot(3)).toEqual({ full: false, version: 3, facts: [] });
    for (const since of [undefined, 4]) {
      expect(call.snapshot(since)).toMatchObject({ full: true, version: 3, facts: { length: 3 } });
    }
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Fact } from '#contracts';
import { KnownFacts } from './known-facts.js';

const fact = (key: string, rank: string): Fact => [key, rank, '"v"'];
const manyFacts = (count: number): Fact[] =>
  Array.from({ length: count }, (_, index) => fact(`k${index}`, '1'));

let known: KnownFacts;
beforeEach(() => {
  known = new KnownFacts();
});

describe('what is known of a call', () => {
  it('is the greatest rank sent of each fact, as of the last version', () => {
    known.learn('a call', 'E', 1, [fact('a', '2'), fact('b', '1')], [fact('line', '1')]);
    known.learn('a call', 'E', 2, [fact('a', '1'), fact('b', '3')], []);

    expect(known.get('a call')).toEqual({
      epoch: 'E',
      version: 2,
      facts: new Map([
        ['a', '2'],
        ['b', '3'],
      ]),
      rowFacts: new Map([['line', '1']]),
    });
  });

  it('begins anew with another epoch', () => {
    known.learn('a call', 'E', 7, [fact('a', '1')], []);
    known.learn('a call', 'F', 1, [fact('b', '1')], []);

    expect(known.get('a call')).toMatchObject({ epoch: 'F', version: 1, facts: new Map([['b', '1']]) });
  });

  it('is nothing once forgotten', () => {
    known.learn('one', 'E', 1, [fact('a', '1')], []);
    known.learn('other', 'E', 1, [fact('a', '1')], []);
    known.forget('one');

    expect(known.get('one')).toBeUndefined();
    expect(known.get('other')).toBeDefined();
    known.clear();
    expect(known.get('other')).toBeUndefined();
  });

  it('gives way to calls seen later, so that it does not grow without end', () => {
    for (let call = 0; call < 10; call++) known.learn(`call ${call}`, 'E', 1, manyFacts(50_000), []);

    const kept = Array.from({ length: 10 }, (_, call) => known.get(`call ${call}`) !== undefined);
    expect(kept).toEqual([false, false, ...Array.from({ length: 8 }, () => true)]);
  });

  it('gives way also when nothing was said of the calls seen later', () => {
    for (let call = 0; call <= 20_000; call++) known.learn(`call ${call}`, 'E', 1, [], []);

    expect(known.get('call 0')).toBeUndefined();
    expect(known.get('call 1')).toBeDefined();
  });

  it('stays when the call was seen again, and another goes', () => {
    for (let call = 0; call < 8; call++) known.learn(`call ${call}`, 'E', 1, manyFacts(50_000), []);
    known.learn('call 0', 'E', 2, [], []);
    known.learn('a new call', 'E', 1, [fact('a', '1')], []);

    expect(known.get('call 0')).toBeDefined();
    expect(known.get('call 1')).toBeUndefined();
  });

  it('is not kept of a call that is too large alone', () => {
    known.learn('a call', 'E', 1, manyFacts(400_001), []);

    expect(known.get('a call')).toBeUndefined();
  });
});

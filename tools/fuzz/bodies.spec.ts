import { describe, expect, it } from '@jest/globals';
import { Bodies, MAX_BODY_BYTES } from './bodies.js';
import { expectedOf } from './expected.js';

describe('the bodies of a seed', () => {
  it('are the same every time, in any order', () => {
    const [one, other] = [new Bodies('a'), new Bodies('a')];
    const first = [3, 900, 4].map((number) => one.make(number).toString());

    expect([4, 900, 3].map((number) => other.make(number).toString())).toEqual(first.toReversed());
    expect(new Bodies('b').make(3).toString()).not.toBe(first[0]);
  });

  it('are JSON of a call for the most part, and everything else besides', () => {
    const bodies = new Bodies('a');
    const expected = Array.from({ length: 2_000 }, (_, number) =>
      expectedOf(bodies.make(number), MAX_BODY_BYTES),
    );

    const share = (isSo: (of: (typeof expected)[number]) => boolean) =>
      expected.filter(isSo).length / expected.length;
    expect(share(({ status }) => status === 200)).toBeGreaterThan(0.8);
    expect(share(({ call }) => call !== undefined)).toBeGreaterThan(0.7);
    expect(new Set(expected.map(({ status }) => status))).toEqual(new Set([200, 400, 413]));
  });
});

import { describe, expect, it } from '@jest/globals';
import { afterFailure, CLOSED, ON_TRIAL, OPEN, type Circuit } from './circuit.js';

/** Appends that fail, each from when until when, in the order in which they do. */
const afterFailures = (circuit: Circuit, ...failures: readonly (readonly [from: number, to: number])[]) =>
  failures.reduce((state, [from, to]) => afterFailure(state, from, to), circuit);

describe('a closed circuit', () => {
  it('stays closed when one append or two fail', () => {
    expect(afterFailures(CLOSED, [0, 150], [150, 300])).toMatchObject({ is: 'closed', failures: 2 });
  });

  it('opens when three fail one after the other', () => {
    expect(afterFailures(CLOSED, [0, 150], [150, 300], [301, 451])).toEqual(OPEN);
  });

  it('opens as well when they fail at once, as without a connection', () => {
    expect(afterFailures(CLOSED, [0, 0], [1, 1], [2, 2])).toEqual(OPEN);
  });

  it('counts one pause of Redis once, however many events fall into it', () => {
    const pause = Array.from({ length: 100 }, (_, n) => [n, n + 150] as const);

    expect(afterFailures(CLOSED, ...pause)).toMatchObject({ is: 'closed', failures: 1 });
  });
});

describe('a circuit on trial', () => {
  it('opens with the next failure', () => {
    expect(afterFailures(ON_TRIAL, [0, 150])).toEqual(OPEN);
  });
});

describe('an open circuit', () => {
  it('is not closed by what fails behind it', () => {
    expect(afterFailures(OPEN, [0, 150])).toEqual(OPEN);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Sent } from '../ledger.js';
import type { MemorySample } from '../memory-watch.js';
import { acceptedIn, growthIn, takenIn } from './outage.js';

const OUTAGE = { from: 1_000, to: 61_000 };

function sampled(name: string, mbAt: (second: number) => number): MemorySample[] {
  return Array.from({ length: 60 }, (_, second) => ({ name, at: 1_000 + second * 1_000, mb: mbAt(second) }));
}

function acceptedAt(answeredAt: number): Sent {
  return { call: 'c', hash: 'h', body: '{}', outcome: { kind: 'answered', status: 200, ms: 1 }, answeredAt };
}

describe("an ingest's memory in an outage", () => {
  it('may rise at its begin and be noisy', () => {
    expect(
      growthIn(
        OUTAGE,
        sampled('ingest-1', (second) => Math.min(second * 5, 150) + (second % 3) * 10),
      ),
    ).toEqual([]);
  });

  it('may not grow on in its second half', () => {
    expect(
      growthIn(
        OUTAGE,
        sampled('ingest-1', (second) => 100 + second * 2),
      ),
    ).toMatchObject([{ invariant: 'I6', says: expect.stringContaining('ingest-1') }]);
  });

  it('is all that is looked at', () => {
    expect(
      growthIn(
        OUTAGE,
        sampled('gateway-1', (second) => 100 + second * 2),
      ),
    ).toEqual([]);
  });
});

describe('webhooks in an outage', () => {
  it('are those that were answered while it lasted', () => {
    expect(
      acceptedIn(OUTAGE, [acceptedAt(900), acceptedAt(1_100), acceptedAt(60_000), acceptedAt(61_100)]),
    ).toBe(2);
  });

  it('must be some, for nothing is said by an outage that took none', () => {
    expect(takenIn(OUTAGE, [acceptedAt(900)])).toMatchObject([{ invariant: 'I9' }]);
    expect(takenIn(OUTAGE, [acceptedAt(1_100)])).toEqual([]);
  });
});

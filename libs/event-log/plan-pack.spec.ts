import { describe, expect, it } from '@jest/globals';
import { nextStep, unpackedOf, type RecordedEvent } from './plan-pack.js';

const MB = 1024 * 1024;
const event = (receipt: string, bytes: number, ...positions: string[]): RecordedEvent => ({
  receipt,
  bytes,
  positions,
});
const receipts = (events: readonly RecordedEvent[]) => events.map(({ receipt }) => receipt);

describe('what there is to pack', () => {
  it('is every event of which no copy is packed, and further copies of those that are', () => {
    const chunks = [
      { bytes: 1, positions: ['1-0'] },
      { bytes: 1, positions: ['3-0'] },
    ];
    const records = [event('A', 1, '1-0'), event('B', 1, '2-0', '3-0'), event('C', 1, '4-0', '5-0')];

    const { events, copies } = unpackedOf(chunks, records);

    expect(receipts(events)).toEqual(['C']);
    expect(copies).toEqual(['2-0']);
  });
});

describe('a step of packing', () => {
  it('fills the last chunk up while there is room', () => {
    const chunks = [
      { bytes: 16 * MB, positions: [] },
      { bytes: 10 * MB, positions: [] },
    ];
    const events = [event('A', 4 * MB), event('B', 2 * MB), event('C', 1 * MB)];

    const step = nextStep(chunks, events);

    expect(step.chunk).toBe(1);
    expect(receipts(step.events)).toEqual(['A', 'B']);
  });

  it('begins a chunk where there is none, or no room', () => {
    expect(nextStep([], [event('A', 1)])).toEqual({ chunk: 0, events: [event('A', 1)] });
    expect(nextStep([{ bytes: 15 * MB, positions: [] }], [event('A', 2 * MB)]).chunk).toBe(1);
  });

  it('takes an event that is larger than a chunk alone', () => {
    const step = nextStep([{ bytes: 1, positions: [] }], [event('A', 40 * MB), event('B', 1)]);

    expect(step).toEqual({ chunk: 1, events: [event('A', 40 * MB)] });
  });

  it('takes at most a thousand events', () => {
    const events = Array.from({ length: 1_500 }, (_, n) => event(`R${n}`, 10));

    expect(nextStep([], events).events).toHaveLength(1_000);
  });
});

import calculateSlot from 'cluster-key-slot';
import { describe, expect, it } from '@jest/globals';
import { partitionOf, partitionsOf } from './partitions.js';

const SLOTS = 16_384;

describe.each([1, 16, 64, 256])('%i partitions', (count) => {
  it('have tags whose slots lie evenly, each in its own of as many equal ranges', () => {
    const ranges = partitionsOf(count).map(({ tag }) =>
      Math.floor((calculateSlot(`{${tag}}:events`) * count) / SLOTS),
    );

    expect(ranges).toEqual(Array.from({ length: count }, (_, index) => index));
  });

  it('share the calls evenly', () => {
    const partitions = partitionsOf(count);
    const calls = new Map<number, number>();
    for (let n = 0; n < count * 400; n++) {
      const { index } = partitionOf(`WC-${n}`, partitions);
      calls.set(index, (calls.get(index) ?? 0) + 1);
    }

    expect(calls.size).toBe(count);
    expect(Math.max(...calls.values())).toBeLessThan(2 * 400);
  });
});

describe('a call’s partition', () => {
  it('never changes: data laid out by one release are found by the next', () => {
    const partitions = partitionsOf(16);
    const calls = ['WC-first-call', 'a', '{b}c', '🙂', '__proto__', '0', ' / % # {} : '];

    expect(calls.map((call) => partitionOf(call, partitions).tag)).toEqual([
      '1d',
      'a',
      'b',
      '1d',
      '1b',
      '0',
      'c',
    ]);
  });

  it('has the same tags in every process', () => {
    expect(
      partitionsOf(16)
        .map(({ tag }) => tag)
        .join(' '),
    ).toBe('10 3 1a b 11 2 1d c 12 1 1c d 13 0 1b a');
  });
});

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ChunkCache } from './chunk-cache.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Counts how often each was unpacked. */
function unpacking() {
  const counts: Record<string, number> = {};
  const unpack = (name: string) => async () => {
    counts[name] = (counts[name] ?? 0) + 1;
    return name;
  };
  return { counts, unpack };
}

describe('chunks that were just read', () => {
  it('are unpacked once, also for two who ask at once', async () => {
    const cache = new ChunkCache<string>(100, 1_000);
    const { counts, unpack } = unpacking();

    const answers = await Promise.all([cache.get('a', 10, unpack('a')), cache.get('a', 10, unpack('a'))]);

    expect(answers).toEqual(['a', 'a']);
    expect(counts).toEqual({ a: 1 });
  });

  it('make room for others, the oldest first; one that is too large is not kept', async () => {
    const cache = new ChunkCache<string>(100, 1_000);
    const { counts, unpack } = unpacking();

    for (const name of ['a', 'b', 'c', 'c', 'b', 'a']) await cache.get(name, 40, unpack(name));
    for (let n = 0; n < 2; n++) await cache.get('large', 101, unpack('large'));

    expect(counts).toEqual({ a: 2, b: 1, c: 1, large: 2 });
  });

  it('are forgotten after a while', async () => {
    const cache = new ChunkCache<string>(100, 1_000);
    const { counts, unpack } = unpacking();
    await cache.get('a', 60, unpack('a'));

    jest.advanceTimersByTime(1_000);
    await cache.get('b', 60, unpack('b'));
    await cache.get('a', 40, unpack('a'));

    expect(counts).toEqual({ a: 2, b: 1 });
    await cache.get('b', 60, unpack('b'));
    expect(counts).toEqual({ a: 2, b: 1 });
  });

  it('are tried again when they could not be read', async () => {
    const cache = new ChunkCache<string>(100, 1_000);
    const { counts, unpack } = unpacking();

    await expect(cache.get('a', 10, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    await cache.get('a', 10, unpack('a'));

    expect(counts).toEqual({ a: 1 });
  });
});

import { describe, expect, it } from '@jest/globals';
import { nextCount } from './read-count.js';

const MB = 1024 * 1024;

describe('how many entries to ask for', () => {
  it('doubles while entries are small and few streams have any', () => {
    const read = { streams: 1, entries: 1, bytes: 4_000 };

    expect([1, 2, 4, 8, 16].map((count) => nextCount(count, read))).toEqual([2, 4, 8, 16, 16]);
  });

  it('is less the more streams have some, so that all together stay within bounds', () => {
    expect(nextCount(16, { streams: 16, entries: 256, bytes: MB })).toBe(4);
    expect(nextCount(16, { streams: 256, entries: 4_096, bytes: MB })).toBe(1);
  });

  it('is less the larger they are, but never none', () => {
    expect(nextCount(16, { streams: 1, entries: 16, bytes: 80 * MB })).toBe(6);
    expect(nextCount(16, { streams: 16, entries: 16, bytes: 80 * MB })).toBe(1);
    expect(nextCount(16, { streams: 1, entries: 1, bytes: 500 * MB })).toBe(1);
  });

  it('stays as it is when nothing came', () => {
    expect(nextCount(8, { streams: 0, entries: 0, bytes: 0 })).toBe(8);
  });
});

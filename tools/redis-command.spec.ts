import { describe, expect, it } from '@jest/globals';
import { majorIn } from './redis-command.js';

describe('the version of a server', () => {
  it('is read from what Redis and Valkey print', () => {
    expect(majorIn('Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64')).toBe(7);
    expect(majorIn('Valkey server v=8.1.0 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64')).toBe(8);
  });

  it('is too old when none is said', () => {
    expect(majorIn('')).toBe(0);
  });
});

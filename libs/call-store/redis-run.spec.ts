import { describe, expect, it } from '@jest/globals';
import { isContinued, type RedisRun } from './redis-run.js';

const run = (name: string, formerReplicationId = '0'): RedisRun => ({
  name,
  replicationId: `writing of ${name}`,
  formerReplicationId,
});
const seen = { run: run('a'), masters: new Set(['a', 'b']) };

describe('what was read of a partition', () => {
  it('is still there while the same run serves it, or a master it was moved to', () => {
    expect(isContinued(seen, run('a'))).toBe(true);
    expect(isContinued(seen, run('b'))).toBe(true);
  });

  it('may be gone after a restart, and when a node serves it that was no master', () => {
    expect(isContinued(seen, run('c'))).toBe(false);
  });

  it('may be gone when its replica has taken over, though that was seen as a master before', () => {
    expect(isContinued(seen, run('b', 'writing of a'))).toBe(false);
  });
});

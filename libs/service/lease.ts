import type { RedisClient } from './redis.js';

/**
 * Takes or prolongs a lease: also in a full Redis, for who holds it may be the one to make room.
 *
 * KEYS  1 lease
 * ARGV  1 holder, 2 ms
 * Result 1 when it is the holder's, else 0
 */
const TAKE = `#!lua flags=allow-oom
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`;

/** KEYS 1 lease. ARGV 1 holder. */
const GIVE_BACK = `#!lua flags=allow-oom
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('UNLINK', KEYS[1]) end
return 1
`;

/**
 * Lets one process of many do what need not be done twice. A holder that was paused may believe for a while that it
 * still holds it: nothing may depend on being alone.
 */
export class Lease {
  constructor(
    private readonly redis: RedisClient,
    private readonly key: string,
    /** Unique among processes that live at one time. */
    private readonly holder: string,
    readonly lastsMs: number,
  ) {}

  /** Takes it, or prolongs it; `false`: another holds it. */
  async take(): Promise<boolean> {
    return (await this.redis.eval(TAKE, 1, this.key, this.holder, this.lastsMs)) === 1;
  }

  /** Leaves it to others now, instead of when it ends by itself. */
  async giveBack(): Promise<void> {
    await this.redis.eval(GIVE_BACK, 1, this.key, this.holder);
  }
}

import { Usage } from '#contracts';
import type { RedisClient } from './redis.js';

const KEY = 'callboard:usage';
const HSET = `#!lua flags=allow-oom
return redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])`;

/** What was last measured of each store: one hash in Redis, also written when Redis is full. */
export class UsageStore {
  constructor(private readonly redis: RedisClient) {}

  async note<Store extends keyof Usage>(store: Store, use: Usage[Store]): Promise<void> {
    await this.redis.eval(HSET, 1, KEY, store, JSON.stringify(use));
  }

  async read(): Promise<Usage> {
    const hash = await this.redis.hgetall(KEY);
    const noted = Object.keys(Usage.shape).map((store) => [store, jsonIn(hash[store])]);
    return Usage.parse(Object.fromEntries(noted));
  }
}

function jsonIn(text: string | undefined): unknown {
  return text === undefined ? null : JSON.parse(text);
}

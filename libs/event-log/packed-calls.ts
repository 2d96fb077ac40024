import type { Partition, RedisClient } from '#service';
import { packedKeys, packKeys } from './log-keys.js';
import { dropPackScript } from './pack.lua.js';

/** What the packs of a partition take, for who has a budget to keep. */
export interface PackedCall {
  readonly call: string;
  /** When its newest packed event was appended, epoch ms. */
  readonly newestAt: number;
}

/** The packs of all calls: how much they are, and letting go of the oldest. */
export class PackedCalls {
  constructor(private readonly redis: RedisClient) {}

  /** Of all packs of a partition, without what Redis needs around them. */
  async bytes(partition: Partition): Promise<number> {
    return Number((await this.redis.get(packedKeys(partition).packBytes)) ?? 0);
  }

  /** Those whose newest event was appended before this time (epoch ms), the oldest first. */
  async oldest(partition: Partition, before: number, limit: number): Promise<PackedCall[]> {
    const { packs } = packedKeys(partition);
    const found = await this.redis.zrange(
      packs,
      '-inf',
      `(${before}`,
      'BYSCORE',
      'LIMIT',
      0,
      limit,
      'WITHSCORES',
    );
    const calls: PackedCall[] = [];
    for (let i = 0; i + 1 < found.length; i += 2)
      calls.push({ call: found[i] ?? '', newestAt: Number(found[i + 1]) });
    return calls;
  }

  /** Lets the packed events of a call go; what they said of it stays. Resolves with the bytes that were freed. */
  async drop(partition: Partition, call: string): Promise<number> {
    const { pack, packs, packBytes } = packKeys(partition, call);
    const { lua, numberOfKeys } = dropPackScript;
    return Number(await this.redis.eval(lua, numberOfKeys, pack, packs, packBytes, call));
  }
}

import type { Holding, Kept, Partition, RedisClient, Trimmed } from '#service';
import { PackedCalls } from './packed-calls.js';
import { packedKeys } from './log-keys.js';

/** What Redis needs around a pack: its key, its hash, its place in the order. */
const OVERHEAD_BYTES = 400;
const PAGE = 50;
const EVER = Number.MAX_SAFE_INTEGER;

/** The packed events of a partition; a call's go together, by its newest event. */
export class KeptPacks implements Kept {
  private readonly packs: PackedCalls;

  constructor(
    private readonly redis: RedisClient,
    private readonly partition: Partition,
  ) {
    this.packs = new PackedCalls(redis);
  }

  async measure(): Promise<Holding> {
    const [bytes, count, oldestAt] = await Promise.all([
      this.packs.bytes(this.partition),
      this.redis.zcard(packedKeys(this.partition).packs),
      this.oldestAt(),
    ]);
    return { bytes: bytes + count * OVERHEAD_BYTES, count, oldestAt };
  }

  async trim({ before, bytes }: { readonly before: number; readonly bytes: number }): Promise<Trimmed> {
    let [removed, freed] = [0, 0];
    for (const { call, newestAt } of await this.packs.oldest(this.partition, EVER, PAGE)) {
      if (newestAt >= before && freed >= bytes) break;
      freed += OVERHEAD_BYTES + (await this.packs.drop(this.partition, call));
      removed++;
    }
    return { removed, bytes: freed, oldestAt: await this.oldestAt(), isHeldBack: false };
  }

  private async oldestAt(): Promise<number | undefined> {
    const [oldest] = await this.packs.oldest(this.partition, EVER, 1);
    return oldest?.newestAt;
  }
}

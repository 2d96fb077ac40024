import calculateSlot from 'cluster-key-slot';
import { askOnceReady } from './ask-once-ready.js';
import type { RedisClient } from './redis.js';
import { SettingsError } from './settings.js';

const SLOTS = 16_384;

/** A share of all calls. Every key of its calls and streams begins with `{tag}:`, so one script touches them all. */
export interface Partition {
  readonly index: number;
  readonly tag: string;
}

/**
 * The partitions of an installation. Their tags are chosen so that the i-th tag's slot lies in the i-th of `count`
 * equal ranges of slots: names like `p0`, `p1` would leave some masters of a cluster without any.
 */
export function partitionsOf(count: number): readonly Partition[] {
  const tags = new Map<number, string>();
  for (let candidate = 0; tags.size < count; candidate++) {
    const tag = candidate.toString(36);
    const range = rangeOf(tag, count);
    if (!tags.has(range)) tags.set(range, tag);
  }
  return Array.from({ length: count }, (_, index) => ({ index, tag: tags.get(index) ?? '' }));
}

/** The partition a call belongs to, for as long as the installation lives. */
export function partitionOf(call: string, partitions: readonly Partition[]): Partition {
  const partition = partitions[rangeOf(call, partitions.length)];
  if (partition === undefined) throw new RangeError(`no partition for call ${call}`);
  return partition;
}

function rangeOf(text: string, count: number): number {
  return Math.floor((calculateSlot(text) * count) / SLOTS);
}

const PARTITIONS_KEY = 'callboard:partitions';

/**
 * Notes the number of partitions with the data, the first time; later another number is refused, for calls would be
 * looked for where they are not. Waits for a Redis that is away. Rejects with a SettingsError.
 */
export async function claimPartitions(redis: RedisClient, count: number): Promise<readonly Partition[]> {
  const stored = await askOnceReady(redis, () => storedCount(redis, count));
  if (stored !== String(count)) {
    throw new SettingsError(
      `PARTITIONS is ${count}, but the data in this Redis was laid out for ${stored}. ` +
        `Set PARTITIONS=${stored}, or use another Redis.`,
    );
  }
  return partitionsOf(count);
}

/** The partitions that the data in a Redis was laid out in; `undefined`: there is none of ours. */
export async function readPartitions(redis: RedisClient): Promise<readonly Partition[] | undefined> {
  const stored = await redis.get(PARTITIONS_KEY);
  return stored === null ? undefined : partitionsOf(Number(stored));
}

/** Read first: a full Redis takes no write, and must not keep a service from starting. */
async function storedCount(redis: RedisClient, count: number): Promise<string | null> {
  const stored = await redis.get(PARTITIONS_KEY);
  if (stored !== null) return stored;
  await redis.setnx(PARTITIONS_KEY, String(count));
  return redis.get(PARTITIONS_KEY);
}

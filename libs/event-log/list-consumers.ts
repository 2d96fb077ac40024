import type { Partition, RedisClient } from '#service';
import { PROJECTORS, type LogGroup } from './log-group.js';

/** A member of the group, as Redis remembers it. */
export interface Consumer {
  readonly name: string;
  /** Since Redis last took note of it. */
  readonly idleMs: number;
}

/** Every consumer that Redis knows in a partition; none while nobody has read there. */
export async function listConsumers(
  redis: RedisClient,
  partition: Partition | undefined,
  { name, streamOf }: LogGroup = PROJECTORS,
): Promise<Consumer[]> {
  if (partition === undefined) return [];
  try {
    return listOf(await redis.xinfo('CONSUMERS', streamOf(partition), name)).map(consumerIn);
  } catch (error) {
    // Nobody has read yet: no stream, or no group.
    if (/NOGROUP|no such key/.test(String(error))) return [];
    throw error;
  }
}

function consumerIn(reply: unknown): Consumer {
  const fields = listOf(reply);
  const named = (name: string) => fields[fields.indexOf(name) + 1];
  return { name: String(named('name')), idleMs: Number(named('idle')) };
}

function listOf(reply: unknown): readonly unknown[] {
  return Array.isArray(reply) ? reply : [];
}

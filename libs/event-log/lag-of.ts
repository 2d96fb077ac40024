import type { Partition, RedisClient } from '#service';
import { firstUnreadScript } from './first-unread.lua.js';
import { listConsumers } from './list-consumers.js';
import { PROJECTORS, type LogGroup } from './log-group.js';
import { logKeys, PROJECTOR_GROUP } from './log-keys.js';

export interface ProjectionLag {
  /** How long the oldest event that no projector was given has waited, ms; 0: none waits. */
  readonly lagMs: number;
  /** Projectors that showed up in the last seconds. */
  readonly projectors: number;
}

/** A consumer that lives shows up more often, also when nothing happens. */
const ALIVE_WITHIN_MS = 15_000;

/** How far the projectors are. */
export async function lagOf(redis: RedisClient, partitions: readonly Partition[]): Promise<ProjectionLag> {
  const { lua, numberOfKeys } = firstUnreadScript;
  const [waits, projectors] = await Promise.all([
    Promise.all(
      partitions.map((partition) =>
        redis.eval(lua, numberOfKeys, logKeys(partition).events, PROJECTOR_GROUP),
      ),
    ),
    countAlive(redis, partitions[0], PROJECTORS),
  ]);
  return { lagMs: Math.max(0, ...waits.map(Number)), projectors };
}

/** How many of a group showed up in the last seconds, which they do in the first partition. */
export async function countAlive(
  redis: RedisClient,
  partition: Partition | undefined,
  group: LogGroup,
): Promise<number> {
  const consumers = await listConsumers(redis, partition, group);
  return consumers.filter(({ idleMs }) => idleMs < ALIVE_WITHIN_MS).length;
}

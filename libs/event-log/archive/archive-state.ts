import { z } from 'zod';
import type { Partition, RedisClient } from '#service';
import { firstUnreadScript } from '../first-unread.lua.js';
import { countAlive } from '../lag-of.js';
import { ARCHIVERS, ARCHIVERS_OF_UNASSIGNED, type LogGroup } from '../log-group.js';

export interface ArchiveState {
  /** Archivers that showed up in the last seconds. */
  readonly archivers: number;
  /** How long the oldest event that is not archived has waited, ms; 0: none waits. */
  readonly waitedMs: number;
}

/** How far the archivers are; `undefined`: nothing is to be archived. */
export async function archiveStateOf(
  redis: RedisClient,
  partitions: readonly Partition[],
): Promise<ArchiveState | undefined> {
  const groups = await Promise.all(partitions.map((partition) => hasGroup(redis, partition)));
  const archived = partitions.filter((_, i) => groups[i]);
  if (archived.length === 0) return undefined;
  const [archivers, ...waits] = await Promise.all([
    countAlive(redis, partitions[0], ARCHIVERS),
    ...archived.map((partition) => waitedIn(redis, partition)),
  ]);
  return { archivers, waitedMs: Math.max(0, ...waits) };
}

/**
 * Nothing waits for an archiver any more: what none has written yet may be trimmed, and will not be archived. To be
 * called when none runs, for one that does begins anew with all that stands in the log.
 */
export async function endArchiving(redis: RedisClient, partitions: readonly Partition[]): Promise<void> {
  const all: [LogGroup, Partition][] = partitions.map((partition) => [ARCHIVERS, partition]);
  for (const partition of partitions.slice(0, 1)) all.push([ARCHIVERS_OF_UNASSIGNED, partition]);
  for (const [{ name, streamOf }, partition] of all) {
    await redis.xgroup('DESTROY', streamOf(partition), name).catch((error: unknown) => {
      if (!/requires the key to exist|no such key/i.test(String(error))) throw error;
    });
  }
}

const Groups = z.array(z.array(z.unknown()));
const Summary = z.tuple([z.number(), z.string().nullable()]).rest(z.unknown());

async function hasGroup(redis: RedisClient, partition: Partition): Promise<boolean> {
  const stream = ARCHIVERS.streamOf(partition);
  if ((await redis.exists(stream)) === 0) return false;
  const groups = Groups.parse(await redis.xinfo('GROUPS', stream));
  return groups.some((fields) => fields[1] === ARCHIVERS.name);
}

/** Of what was given to nobody, and of what was given to somebody who has not written it. */
async function waitedIn(redis: RedisClient, partition: Partition): Promise<number> {
  const stream = ARCHIVERS.streamOf(partition);
  const { lua, numberOfKeys } = firstUnreadScript;
  const [unread, summary, time] = await Promise.all([
    redis.eval(lua, numberOfKeys, stream, ARCHIVERS.name),
    redis.xpending(stream, ARCHIVERS.name),
    redis.eval("return redis.call('TIME')", 1, stream),
  ]);
  const [, oldest] = Summary.parse(summary);
  const [seconds] = z.array(z.coerce.number()).parse(time);
  const pendingMs = oldest === null ? 0 : (seconds ?? 0) * 1000 - Number.parseInt(oldest, 10);
  return Math.max(Number(unread), pendingMs);
}

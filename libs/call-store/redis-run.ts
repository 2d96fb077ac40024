import { createHash } from 'node:crypto';
import { isCluster, type Partition, type RedisClient } from '#service';
import { partitionKeys } from './call-keys.js';

/** A life of a Redis as a master: another one after a restart and after a failover. */
export interface RedisRun {
  /** In 8 hex digits. */
  readonly name: string;
  /** Names what it writes; a replica that takes over remembers the name its master's writing had. */
  readonly replicationId: string;
  readonly formerReplicationId: string;
}

/** What was known when a partition was last seen to be whole. */
export interface SeenRun {
  readonly run: RedisRun;
  /** All masters that served any partition then. */
  readonly masters: ReadonlySet<string>;
}

/**
 * Whether what was read before is still there: the same run serves the partition, or another that was a master already,
 * which it was moved to. A replica that has taken over may lack what it was not told in time.
 */
export function isContinued({ run, masters }: SeenRun, now: RedisRun): boolean {
  if (now.name === run.name) return true;
  return masters.has(now.name) && now.formerReplicationId !== run.replicationId;
}

const SECTIONS = ['server', 'replication'] as const;
/** Asked in a script because INFO names no key, and any node of a cluster would answer. */
const INFO_OF_KEY = `#!lua flags=no-writes
return redis.call('INFO', 'server', 'replication')`;

/**
 * The run that serves each partition now. Partitions whose Redis can't be asked are left out; rejects when that goes
 * for all.
 */
export async function readRuns(
  redis: RedisClient,
  partitions: readonly Partition[],
): Promise<Map<Partition, RedisRun>> {
  if (!isCluster(redis)) {
    const run = runIn(await redis.info(...SECTIONS));
    return new Map(partitions.map((partition) => [partition, run]));
  }
  const asked = await Promise.allSettled(
    partitions.map(async (partition): Promise<[Partition, RedisRun]> => {
      const info = await redis.eval(INFO_OF_KEY, 1, partitionKeys(partition).changes);
      return [partition, runIn(String(info))];
    }),
  );
  const failed = asked.find((one) => one.status === 'rejected');
  const runs = new Map(asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
  if (runs.size === 0 && failed !== undefined) throw failed.reason;
  return runs;
}

/** Empty names where Redis does not tell. */
function runIn(info: string): RedisRun {
  const field = (name: string): string => new RegExp(`^${name}:(\\w+)`, 'm').exec(info)?.[1] ?? '';
  const replicationId = field('master_replid');
  const life = `${field('run_id')} ${replicationId}`.trim();
  return {
    name: life === '' ? '' : createHash('sha256').update(life).digest('hex').slice(0, 8),
    replicationId,
    formerReplicationId: field('master_replid2'),
  };
}

import { CallRetention, Deletions, keptChanges, type CallStore } from '#call-store';
import { EventPacker, keptEvents, keptUnassigned, PROJECTOR_GROUP } from '#event-log';
import { UsageStore, type Log, type Partition, type RedisClient } from '#service';
import type { Chore } from './chore.js';
import { DeleteOldCalls } from './delete-old-calls.js';
import { ForgetOnDisk } from './forget-on-disk.js';
import { PackQuietCalls } from './pack-quiet-calls.js';
import type { Retention } from './retention.js';
import { TrimChanges } from './trim-changes.js';
import { TrimEvents } from './trim-events.js';
import { WatchArchive } from './watch-archive.js';

/** What an installation needs done, in the order it is done: packed events take less, so fewer of them go. */
export function choresOf(
  redis: RedisClient,
  partitions: readonly Partition[],
  { calls, log, retention }: { calls: CallStore; log: Log; retention: Retention },
): readonly Chore[] {
  const usage = new UsageStore(redis);
  const packer = new EventPacker(redis, partitions);
  const kept = { events: keptEvents(redis, partitions), unassigned: keptUnassigned(redis, partitions) };
  const stores = { calls, retention: new CallRetention(redis, partitions, PROJECTOR_GROUP) };
  return [
    new PackQuietCalls({ calls, packer }, partitions, log, retention.packTerms),
    new TrimEvents(redis, usage, kept, retention),
    new DeleteOldCalls(redis, usage, stores, retention, log),
    new ForgetOnDisk(new Deletions(redis, partitions), log),
    new TrimChanges(redis, usage, keptChanges(redis, partitions), retention.changesBytes),
    new WatchArchive(redis, partitions, log),
  ];
}

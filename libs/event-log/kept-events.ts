import { KeptStream, type Kept, type Partition, type RedisClient } from '#service';
import { KeptPacks } from './kept-packs.js';
import { logKeys, PROJECTOR_GROUP, unassignedKey } from './log-keys.js';

/** Every place raw events are kept in: streams, packs, and those that belong to no call. */
export function keptEvents(redis: RedisClient, partitions: readonly Partition[]): readonly Kept[] {
  return [
    ...partitions.map((partition) => new KeptStream(redis, logKeys(partition).events, PROJECTOR_GROUP)),
    ...partitions.map((partition) => new KeptPacks(redis, partition)),
    ...keptUnassigned(redis, partitions),
  ];
}

/** Events that belong to no call. */
export function keptUnassigned(redis: RedisClient, [first]: readonly Partition[]): readonly Kept[] {
  return first === undefined ? [] : [new KeptStream(redis, unassignedKey(first))];
}

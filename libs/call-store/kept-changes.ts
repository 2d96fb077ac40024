import { KeptStream, type Kept, type Partition, type RedisClient } from '#service';
import { partitionKeys } from './call-keys.js';

/** The changes of every partition, which gateways read as they come; one that missed some reads the calls again. */
export function keptChanges(redis: RedisClient, partitions: readonly Partition[]): readonly Kept[] {
  return partitions.map((partition) => new KeptStream(redis, partitionKeys(partition).changes));
}

import calculateSlot from 'cluster-key-slot';
import type { Partition } from './partitions.js';
import { isCluster, type RedisClient } from './redis.js';

/**
 * Tells when what answers for a partition may not be what answered before: a connection was lost, or the partition is
 * served by another node. A cluster's node may be demoted, or give up a slot, without any connection being lost.
 */
export class Links {
  private losses = 0;

  constructor(private readonly redis: RedisClient) {
    // `-node`: the connection to one node of a cluster has ended.
    for (const event of ['close', '-node']) redis.on(event, () => this.losses++);
  }

  /** Another text than before: ask again whatever was taken for granted. */
  of({ tag }: Partition): string {
    return isCluster(this.redis)
      ? `${this.losses}@${this.redis.slots[calculateSlot(tag)]?.[0] ?? ''}`
      : `${this.losses}`;
  }
}

import { isCluster, type Partition, type RedisClient } from '#service';
import { partitionKeys } from './call-keys.js';

/** `refused`: this Redis does not let us; its own next rewrite forgets. */
export type Forgotten = 'nothing to forget' | 'asked' | 'busy' | 'refused';

/** Takes a mark away unless it was set anew since it was read. KEYS 1 mark, ARGV 1 value. */
const UNMARK = `#!lua flags=allow-oom
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('UNLINK', KEYS[1]) end
return 1
`;

/** What was deleted from Redis and may still stand in its append-only file. */
export class Deletions {
  constructor(
    private readonly redis: RedisClient,
    private readonly partitions: readonly Partition[],
  ) {}

  /** Asks for one rewrite, whatever was deleted since the last; while one is under way, it must be asked again. */
  async forgetOnDisk(): Promise<Forgotten> {
    const marks = await this.marks();
    if (marks.length === 0) return 'nothing to forget';
    const nodes = isCluster(this.redis) ? this.redis.nodes('master') : [this.redis];
    const asked = await Promise.allSettled(nodes.map((node) => node.bgrewriteaof()));
    const faults = asked.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    // What is under way may have begun before the deletion, and keeps what was deleted.
    if (faults.some((fault) => /in progress/i.test(fault))) return 'busy';
    for (const [key, value] of marks) await this.redis.eval(UNMARK, 1, key, value);
    return faults.length === 0 ? 'asked' : 'refused';
  }

  private async marks(): Promise<[key: string, value: string][]> {
    const keys = this.partitions.map((partition) => partitionKeys(partition).toForget);
    const values = await Promise.all(keys.map((key) => this.redis.get(key)));
    return keys.flatMap((key, i): [string, string][] => {
      const value = values[i];
      return value === null || value === undefined ? [] : [[key, value]];
    });
  }
}

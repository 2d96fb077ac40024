import { isCluster, type RedisClient } from './redis.js';

/** What Redis takes of its machine's memory, over all masters of a cluster. */
export class RedisMemory {
  constructor(private readonly redis: RedisClient) {}

  /** `maxBytes` is `null` where Redis may take all there is. */
  async read(): Promise<{ usedBytes: number; maxBytes: number | null }> {
    const nodes = isCluster(this.redis) ? this.redis.nodes('master') : [this.redis];
    const infos = await Promise.all(nodes.map((node) => node.info('memory')));
    const sumOf = (field: RegExp) => infos.reduce((sum, info) => sum + Number(field.exec(info)?.[1] ?? 0), 0);
    return { usedBytes: sumOf(/^used_memory:(\d+)/m), maxBytes: sumOf(/^maxmemory:(\d+)/m) || null };
  }
}

import { createHash } from 'node:crypto';
import { isCluster, type RedisClient } from '#service';

/**
 * Names the run of Redis that answers now, in 8 hex digits: another one after a restart or a failover, when what was
 * read before may not be there any more. Empty where Redis does not tell.
 */
export async function readRunId(redis: RedisClient): Promise<string> {
  const nodes = isCluster(redis) ? redis.nodes('master') : [redis];
  const infos = await Promise.all(nodes.map((node) => node.info('server')));
  const runIds = infos.flatMap((info) => /^run_id:(\w+)/m.exec(info)?.[1] ?? []);
  if (runIds.length === 0) return '';
  return createHash('sha256').update(runIds.toSorted().join()).digest('hex').slice(0, 8);
}

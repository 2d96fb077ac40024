import { PARTITIONS_KEY } from './partitions.js';
import { isCluster, type RedisClient } from './redis.js';

/** Asked in a script because TIME names no key, and any node of a cluster would answer, each by its own clock. */
const TIME_OF_KEY = `#!lua flags=no-writes
return redis.call('TIME')`;

/**
 * Redis's time, epoch ms with a fraction. A cluster has as many clocks as nodes: the one of the master that holds the
 * number of partitions is everybody's, so that times told by different processes can be compared.
 */
export async function readRedisTime(redis: RedisClient): Promise<number> {
  const answer: unknown = isCluster(redis)
    ? await redis.eval(TIME_OF_KEY, 1, PARTITIONS_KEY)
    : await redis.time();
  const [seconds, micros] = Array.isArray(answer) ? answer.map(Number) : [];
  if (seconds === undefined || micros === undefined) throw new Error('Redis does not tell its time');
  return seconds * 1000 + micros / 1000;
}

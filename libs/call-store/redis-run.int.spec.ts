import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectRedis, partitionsOf, type Partition, type RedisClient } from '#service';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { readRuns } from './redis-run.js';

let server: RedisForSpecs;
let redis: RedisClient;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, redisClusterNodes: [] });
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

describe('the name of a run of Redis', () => {
  it('is the same for all partitions, and another after a restart', async () => {
    const partitions = partitionsOf(2);

    const [one, other] = await namesOf(partitions);
    await server.restart();
    const [later] = await namesOf(partitions);

    expect(one).toMatch(/^[0-9a-f]{8}$/);
    expect(other).toBe(one);
    expect(later).toMatch(/^[0-9a-f]{8}$/);
    expect(later).not.toBe(one);
  });
});

async function namesOf(partitions: readonly Partition[]): Promise<string[]> {
  return [...(await readRuns(redis, partitions)).values()].map(({ name }) => name);
}

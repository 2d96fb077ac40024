import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectRedis, type RedisClient } from '#service';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { readRunId } from './run-id.js';

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
  it('is the same for all who ask, and another after a restart', async () => {
    const [one, other] = [await readRunId(redis), await readRunId(redis)];
    await server.restart();
    const later = await readRunId(redis);

    expect(one).toMatch(/^[0-9a-f]{8}$/);
    expect(other).toBe(one);
    expect(later).toMatch(/^[0-9a-f]{8}$/);
    expect(later).not.toBe(one);
  });
});

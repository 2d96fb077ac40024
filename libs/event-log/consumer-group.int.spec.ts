import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectRedis, partitionsOf, type RedisClient } from '#service';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { ConsumerGroup } from './consumer-group.js';
import { lagOf } from './lag-of.js';
import { logKeys } from './log-keys.js';

const partitions = partitionsOf(1);

let server: RedisForSpecs;
let redis: RedisClient;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, redisClusterNodes: [] });
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

it('shows that it lives without taking an event', async () => {
  const group = new ConsumerGroup({ redis, partitions, consumer: 'one' });
  await group.create();
  for (const { tag } of partitions) await redis.xadd(logKeys({ tag, index: 0 }).events, '*', 'id', 'r1');

  await group.showUp();

  expect((await lagOf(redis, partitions)).projectors).toBe(1);
  expect(await group.readNew(1_000)).toHaveLength(1);
  group.close();
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectRedis, partitionsOf, type RedisClient } from '#service';
import { eventually } from '../../test/support/eventually.js';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { ConsumerGroup } from './consumer-group.js';
import { listConsumers } from './list-consumers.js';
import { lagOf } from './lag-of.js';
import { logKeys, PROJECTOR_GROUP } from './log-keys.js';

const partitions = partitionsOf(2);

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

beforeEach(() => redis.flushall());

it('shows that it lives without taking an event', async () => {
  const group = new ConsumerGroup({ redis, partitions, consumer: 'one' });
  await group.create();
  const [first, second] = partitions;
  if (first === undefined || second === undefined) throw new Error('there are two');
  await redis.xadd(logKeys(first).events, '*', 'id', 'r1');

  await group.showUp();

  expect((await lagOf(redis, partitions)).projectors).toBe(1);
  expect(await group.readNew(1_000)).toHaveLength(1);
  group.close();
});

describe('the names of consumers', () => {
  const [first, second] = partitions;
  if (first === undefined || second === undefined) throw new Error('there are two');
  const names = async () =>
    Promise.all(
      partitions.map(async (partition) => (await listConsumers(redis, partition)).map(({ name }) => name)),
    );
  const untilIdle = (ms: number) =>
    eventually(
      () => listConsumers(redis, second),
      (consumers) => consumers.every(({ idleMs }) => idleMs > ms),
    );

  it('that have not been heard of for long are forgotten, but never with an entry pending', async () => {
    const group = new ConsumerGroup({ redis, partitions, consumer: 'the living', retireIdleMs: 50 });
    await group.create();
    for (const partition of partitions) {
      const { events } = logKeys(partition);
      await redis.xadd(events, '*', 'id', 'r1');
      for (const name of ['dead', 'dead with an entry'])
        await redis.xgroup('CREATECONSUMER', events, PROJECTOR_GROUP, name);
      await redis.xreadgroup('GROUP', PROJECTOR_GROUP, 'dead with an entry', 'STREAMS', events, '>');
    }
    await untilIdle(50);
    await group.showUp();

    expect(await group.retireTheDead()).toBe(2);

    expect(await names()).toEqual([['dead with an entry', 'the living'], ['dead with an entry']]);
    for (const partition of partitions)
      expect((await redis.xpending(logKeys(partition).events, PROJECTOR_GROUP))[0]).toBe(1);
    group.close();
  });

  it('stay where one lives that is given nothing, which Redis notes in the first partition only', async () => {
    const group = new ConsumerGroup({ redis, partitions, consumer: 'the living', retireIdleMs: 50 });
    await group.create();
    await redis.xgroup('CREATECONSUMER', logKeys(second).events, PROJECTOR_GROUP, 'the living');
    await untilIdle(50);
    await group.showUp();

    expect(await group.retireTheDead()).toBe(0);

    expect(await names()).toEqual([['the living'], ['the living']]);
    group.close();
  });

  it('are none while nobody has read, and that is no failure', async () => {
    const group = new ConsumerGroup({ redis, partitions, consumer: 'the living', retireIdleMs: 0 });

    expect(await group.retireTheDead()).toBe(0);
    await group.leave();
    group.close();
  });
});

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { connectRedis, partitionOf, partitionsOf, type RedisClient } from '#service';
import { eventually } from '../../test/support/eventually.js';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { DeadLetters } from './dead-letters.js';
import { EventConsumer } from './event-consumer.js';
import { EventLog } from './event-log.js';
import { lagOf } from './lag-of.js';
import { logKeys, PROJECTOR_GROUP } from './log-keys.js';

jest.setTimeout(60_000);

const partitions = partitionsOf(4);

let server: RedisForSpecs;
let redis: RedisClient;

beforeAll(async () => {
  server = await startRedis({ args: ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'] });
  const node = new Redis(server.url);
  await node.cluster('ADDSLOTSRANGE', 0, 16_383);
  await eventually(
    () => node.cluster('INFO'),
    (info) => info.includes('cluster_state:ok'),
  );
  node.disconnect();
  redis = connectRedis({
    redisUrl: '',
    redisClusterNodes: [{ host: '127.0.0.1', port: server.port }],
  });
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

describe('on a cluster, where every partition has a slot of its own', () => {
  it('events are handled, claimed, buried and retried, and a consumer leaves its group', async () => {
    const log = new EventLog(redis, partitions);
    const deadLetters = new DeadLetters(redis, partitions);
    const [handled, failures]: [string[], string[]] = [[], []];
    const post = (receipt: string, call: string, json = '{}') => {
      const known = { receipt, type: 'hang', call, path: '/', hash: '', headers: {} };
      return log.append({ ...known, receivedAt: Date.now(), body: Buffer.from(json) });
    };
    await post('abandoned', 'a');
    const { events } = logKeys(partitionOf('a', partitions));
    await redis.xgroup('CREATE', events, PROJECTOR_GROUP, '0');
    await redis.xreadgroup('GROUP', PROJECTOR_GROUP, 'the dead', 'STREAMS', events, '>');
    for (const call of ['a', 'b', 'c', 'd', 'e']) await post(`of ${call}`, call);
    await post('garbage', 'f', '{"a');

    const consumer = new EventConsumer({
      redis,
      partitions,
      deadLetters,
      consumer: 'one',
      claimIdleMs: 1,
      onError: (error, attempted) => failures.push(`${attempted}: ${String(error)}`),
    });
    consumer.start(async (batch) => {
      const ids = batch.events.map(({ position }) => position);
      await redis.xack(logKeys(batch.partition).events, PROJECTOR_GROUP, ...ids);
      handled.push(...batch.events.map(({ receipt }) => receipt));
    });
    await eventually(
      () => handled,
      ({ length }) => length === 6,
    );
    const [before] = await eventually(
      () => deadLetters.list(9),
      ({ length }) => length === 1,
    );
    const retried = await deadLetters.retryAll();
    const [after] = await eventually(
      () => deadLetters.list(9),
      ([letter]) => letter !== undefined && letter.id !== before?.id,
    );
    const { projectors } = await lagOf(redis, partitions);
    await consumer.stop();

    expect(handled.toSorted()).toEqual(['abandoned', 'of a', 'of b', 'of c', 'of d', 'of e']);
    expect(before).toMatchObject({ receipt: 'garbage', excerpt: '{"a', deliveries: 1 });
    expect(retried).toEqual({ retried: 1, unretriable: 0 });
    expect(after).toMatchObject({ receipt: 'garbage' });
    expect([projectors, (await lagOf(redis, partitions)).projectors]).toEqual([1, 0]);
    expect(failures).toEqual([]);
  });
});

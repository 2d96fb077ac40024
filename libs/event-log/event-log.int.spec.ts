import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NewEvent } from '#contracts';
import { connectRedis, partitionOf, partitionsOf, type RedisClient } from '#service';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { EventLog } from './event-log.js';
import { logKeys } from './log-keys.js';

const partitions = partitionsOf(4);

let server: RedisForSpecs;
let redis: RedisClient;
let log: EventLog;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, redisClusterNodes: [] });
  log = new EventLog(redis, partitions);
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(() => redis.flushall());

function anEvent(receipt: string, its: Partial<NewEvent> = {}): NewEvent {
  const body = Buffer.from(`{"receipt":"${receipt}"}`);
  const receivedAt = Date.now();
  return { receipt, type: 'hang', call: 'WC', receivedAt, path: '/', body, hash: 'h', headers: {}, ...its };
}
const positionsOf = async (call: string): Promise<string[]> => {
  const entries = await redis.xrange(logKeys(partitionOf(call, partitions)).events, '-', '+');
  return entries.map(([id]) => id);
};

describe('the event log', () => {
  it('has an event at its place, and leaves out one that is gone', async () => {
    await log.append(anEvent('R1'));
    await log.append(anEvent('R2'));
    const [first = '', second = ''] = await positionsOf('WC');
    await redis.xdel(logKeys(partitionOf('WC', partitions)).events, first);

    expect(await log.read('WC', [first, second])).toMatchObject([{ receipt: 'R2', position: second }]);
  });

  it('finds an event by its receipt id, in whatever partition it is', async () => {
    for (let n = 0; n < 120; n++) await log.append(anEvent(`R${n}`, { call: `call ${n % 7}` }));

    expect(await log.find('R101', Date.now() - 500)).toMatchObject({ receipt: 'R101', call: 'call 3' });
    expect(await log.find('R999', Date.now())).toBeUndefined();
  });

  it('keeps events that belong to no call beside, the newest first', async () => {
    await log.append(anEvent('R1', { call: undefined }));
    await log.append(anEvent('R2', { call: undefined }));

    expect(await log.readUnassigned(10)).toMatchObject([{ receipt: 'R2' }, { receipt: 'R1' }]);
    await log.removeUnassigned(() => true);
    expect(await log.readUnassigned(10)).toEqual([]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NewEvent } from '#contracts';
import { connectRedis, partitionOf, partitionsOf, type RedisClient } from '#service';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { DeadLetters } from './dead-letters.js';
import { EventLog } from './event-log.js';
import { logKeys } from './log-keys.js';

const partitions = partitionsOf(4);

let server: RedisForSpecs;
let redis: RedisClient;
let log: EventLog;
let letters: DeadLetters;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, redisClusterNodes: [] });
  log = new EventLog(redis, partitions);
  letters = new DeadLetters(redis, partitions);
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
    await log.removeUnassigned();
    expect(await log.readUnassigned(10)).toEqual([]);
  });
});

describe('dead letters', () => {
  const letter = { reason: 'it is no JSON', path: '/', receivedAt: 5, bytes: 3, excerpt: '{"a' };

  it('are listed over all partitions, the newest first', async () => {
    const [, second] = partitions;
    if (second === undefined) throw new Error('there are several');
    await letters.add({ ...letter, receipt: 'R1', receivedAt: 1 });
    await letters.bury(second, '1-1', 'nobody', { ...letter, receipt: 'R2', receivedAt: 3 });
    await letters.add({ ...letter, receipt: 'R3', receivedAt: 2 });

    expect((await letters.list(2)).map(({ receipt }) => receipt)).toEqual(['R2', 'R3']);
    await letters.removeAll();
    expect(await letters.list(2)).toEqual([]);
  });

  it('hold the first 16 KB of what can not be read, cut between characters', async () => {
    await letters.add({ ...letter, receipt: 'R1', excerpt: `x${'🙂'.repeat(10_000)}` });

    const [kept] = await letters.list(1);
    expect(kept?.excerpt).toHaveLength(16_384);
    expect(kept?.excerpt.isWellFormed()).toBe(true);
  });

  it('stay in the log when they can not be written', async () => {
    await log.append(anEvent('R1'));
    const partition = partitionOf('WC', partitions);
    const [position = ''] = await positionsOf('WC');
    await redis.config('SET', 'maxmemory', '1');

    await expect(letters.bury(partition, position, 'nobody', { ...letter, receipt: 'R1' })).rejects.toThrow(
      'EXECABORT',
    );

    await redis.config('SET', 'maxmemory', '0');
    expect(await positionsOf('WC')).toEqual([position]);
  });
});

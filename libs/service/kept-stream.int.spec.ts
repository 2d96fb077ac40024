import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { trimTogether } from './kept.js';
import { KeptStream } from './kept-stream.js';
import { connectRedis, type RedisClient } from './redis.js';

const KB = 1024;
const BODY = 'x'.repeat(10 * KB);
const NOW = 1_800_000_000_000;
const FOREVER = { before: 0, budgetBytes: 1 };
const goesOn = new AbortController().signal;

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
beforeEach(async () => {
  await redis.config('SET', 'maxmemory', '0');
  await redis.flushall();
});

async function fill(key: string, count: number, from = NOW): Promise<void> {
  for (let n = 0; n < count; n++) await redis.xadd(key, `${from + n}-0`, 'body', BODY);
}
const idsIn = async (key: string) => (await redis.xrange(key, '-', '+')).map(([id]) => id);
const give = (key: string, group: string, count: number) =>
  redis.xreadgroup('GROUP', group, 'one', 'COUNT', count, 'STREAMS', key, '>');

describe('a stream that is over its budget', () => {
  it('loses the oldest, as many as it must', async () => {
    await fill('log', 20);
    await redis.xgroup('CREATE', 'log', 'readers', '0');
    await give('log', 'readers', 20);
    for (const id of await idsIn('log')) await redis.xack('log', 'readers', id);

    const holding = await trimTogether(
      [new KeptStream(redis, 'log', 'readers')],
      { before: 0, budgetBytes: 105 * KB },
      goesOn,
    );

    const left = await idsIn('log');
    expect(left.at(-1)).toBe(`${NOW + 19}-0`);
    expect(left.length).toBeGreaterThan(7);
    expect(left.length).toBeLessThan(11);
    expect(holding.bytes).toBeLessThan(105 * KB);
    expect(holding.oldestAt).toBe(Number(left[0]?.split('-')[0]));
  });

  it('keeps what a group was not given, or has not acknowledged', async () => {
    await fill('log', 10);
    const kept = [new KeptStream(redis, 'log', 'readers')];
    await trimTogether(kept, FOREVER, goesOn);
    expect(await idsIn('log')).toHaveLength(10);

    await redis.xgroup('CREATE', 'log', 'readers', '0');
    await give('log', 'readers', 6);
    for (const n of [0, 1, 2, 4]) await redis.xack('log', 'readers', `${NOW + n}-0`);
    await trimTogether(kept, FOREVER, goesOn);
    expect((await idsIn('log'))[0]).toBe(`${NOW + 3}-0`);

    await redis.xack('log', 'readers', `${NOW + 3}-0`, `${NOW + 5}-0`);
    await redis.xgroup('CREATE', 'log', 'archive', `${NOW + 4}-0`);
    await trimTogether(kept, FOREVER, goesOn);
    expect((await idsIn('log'))[0]).toBe(`${NOW + 5}-0`);

    await give('log', 'archive', 10);
    await trimTogether(kept, FOREVER, goesOn);
    expect((await idsIn('log'))[0]).toBe(`${NOW + 5}-0`);
  });

  it('keeps what nobody has read, however old it is', async () => {
    await fill('log', 5, NOW);
    await redis.xgroup('CREATE', 'log', 'readers', '0');
    await give('log', 'readers', 2);
    await redis.xack('log', 'readers', `${NOW}-0`, `${NOW + 1}-0`);

    await trimTogether(
      [new KeptStream(redis, 'log', 'readers')],
      { before: NOW + 1_000, budgetBytes: Infinity },
      goesOn,
    );

    expect((await idsIn('log'))[0]).toBe(`${NOW + 2}-0`);
  });

  it('is trimmed when Redis is full, and by two at once', async () => {
    await fill('log', 200);
    await redis.config('SET', 'maxmemory', '1');
    const twice = [1, 2].map(() =>
      trimTogether([new KeptStream(redis, 'log')], { before: 0, budgetBytes: 500 * KB }, goesOn),
    );

    await Promise.all(twice);

    expect(Number(await redis.memory('USAGE', 'log', 'SAMPLES', 0))).toBeLessThan(500 * KB);
    expect((await idsIn('log')).at(-1)).toBe(`${NOW + 199}-0`);
  });
});

describe('several streams with one budget', () => {
  it('lose the oldest over all of them', async () => {
    await fill('old', 30, NOW - 1_000_000);
    await fill('new', 30);

    await trimTogether(
      ['old', 'new'].map((key) => new KeptStream(redis, key)),
      { before: 0, budgetBytes: 400 * KB },
      goesOn,
    );

    expect((await idsIn('old')).length).toBeLessThan(10);
    expect(await idsIn('new')).toHaveLength(30);
  });

  it('lose what is too old, but for the newest of each', async () => {
    await fill('old', 30, NOW - 1_000_000);
    await fill('new', 300);

    await trimTogether(
      ['old', 'new'].map((key) => new KeptStream(redis, key)),
      { before: NOW + 290, budgetBytes: Infinity },
      goesOn,
    );

    expect(await idsIn('old')).toHaveLength(1);
    expect(await idsIn('new')).toHaveLength(10);
  });
});

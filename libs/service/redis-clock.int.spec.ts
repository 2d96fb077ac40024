import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/support/eventually.js';
import { startProxy, type Proxy } from '../../test/support/proxy.js';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { RedisClock } from './redis-clock.js';
import { connectRedis, type RedisClient } from './redis.js';

const HOUR = 3_600_000;

let server: RedisForSpecs;
let proxy: Proxy;
let redis: RedisClient;
let clock: RedisClock | undefined;

beforeAll(async () => {
  server = await startRedis();
  proxy = await startProxy(server.port);
  redis = connectRedis({ redisUrl: proxy.url, redisClusterNodes: [] });
}, 60_000);
afterEach(() => clock?.stop());
afterAll(async () => {
  redis.disconnect();
  await proxy.close();
  await server.stop();
});

async function redisNow(): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Number(micros) / 1000;
}

describe.each([
  ['an hour ahead', HOUR],
  ['right', 0],
  ['an hour behind', -HOUR],
])('Redis’s time, told by a clock that is %s', (_, offsetMs) => {
  it('is Redis’s time', async () => {
    clock = new RedisClock(redis, () => Date.now() + offsetMs);
    await clock.start();

    const before = await redisNow();
    const told = clock.now();
    const after = await redisNow();

    expect(told).toBeGreaterThan(before - 100);
    expect(told).toBeLessThan(after + 100);
  });
});

describe('a clock that is set while it runs', () => {
  it('is measured again at the next connect', async () => {
    let offsetMs = 0;
    const running = new RedisClock(redis, () => Date.now() + offsetMs);
    clock = running;
    await running.start();
    offsetMs = HOUR;

    redis.disconnect(true);

    await eventually(
      async () => Math.abs(running.now() - (await redisNow())),
      (error) => error < 100,
    );
    expect(Math.abs(running.now() - (await redisNow()))).toBeLessThan(100);
  });

  it('keeps what it measured when an answer comes too late to say when it was given', async () => {
    let elapsedMs = 0;
    const running = new RedisClock(redis, () => Date.now() + elapsedMs);
    clock = running;
    await running.start();
    let answers = 0;
    proxy.decide((direction, bytes) => {
      // Redis's time passes while the answer is on its way.
      if (direction === 'reply' && bytes.startsWith('*2')) {
        answers++;
        elapsedMs = 4_000;
      }
      return 'pass';
    });

    redis.disconnect(true);
    await eventually(
      () => answers,
      (count) => count > 0,
    );
    await redis.ping();
    proxy.release();

    expect(running.now() - (await redisNow())).toBeGreaterThan(3_900);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/support/eventually.js';
import { startProxy, type Proxy } from '../../test/support/proxy.js';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { claimPartitions } from './partitions.js';
import { connectRedis, type RedisClient } from './redis.js';
import { SettingsError } from './settings.js';

let server: RedisForSpecs;
let proxy: Proxy;
let redis: RedisClient;
let told: string[] = [];

beforeAll(async () => {
  server = await startRedis();
  proxy = await startProxy(server.port);
  redis = connectRedis(
    { redisUrl: proxy.url, redisClusterNodes: [] },
    { onState: (state) => told.push(state) },
  );
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await proxy.close();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
  told = [];
});

describe('the number of partitions', () => {
  it('is noted with the data by whoever comes first, and the same for all', async () => {
    const claims = await Promise.all([claimPartitions(redis, 16), claimPartitions(redis, 16)]);

    expect(claims.map(({ length }) => length)).toEqual([16, 16]);
  });

  it('can not be another one later, and the refusal says what to do', async () => {
    await claimPartitions(redis, 16);

    const refusal = claimPartitions(redis, 64);

    await expect(refusal).rejects.toThrow(SettingsError);
    await expect(refusal).rejects.toThrow('Set PARTITIONS=16, or use another Redis.');
  });

  it('can be read from a Redis that is full', async () => {
    await claimPartitions(redis, 16);
    await redis.config('SET', 'maxmemory', '1');

    expect(await claimPartitions(redis, 16)).toHaveLength(16);

    await redis.config('SET', 'maxmemory', '0');
  });

  it('is waited for while Redis is away, and the client says that it is', async () => {
    proxy.decide(() => 'cut');
    proxy.cutAll();
    await eventually(
      () => told,
      (states) => states.includes('down'),
    );

    const claim = claimPartitions(redis, 16);
    const early = await Promise.race([
      claim,
      eventually(
        () => redis.status,
        (status) => status === 'reconnecting',
      ),
    ]);
    expect(early).toBe('reconnecting');
    proxy.release();

    expect(await claim).toHaveLength(16);
    expect(told).toEqual(['down', 'up']);
  });

  it('is not waited for when the client is ended', async () => {
    const ended = connectRedis({ redisUrl: 'redis://127.0.0.1:1', redisClusterNodes: [] });
    const claim = claimPartitions(ended, 16).catch((error: unknown) => error);

    ended.disconnect();

    expect(String(await claim)).toContain('was ended');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/support/eventually.js';
import { startProxy, type Proxy } from '../../test/support/proxy.js';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { BlockingReader, ReadNeverReturned } from './blocking-reader.js';
import { connectRedis, type RedisClient } from './redis.js';

let server: RedisForSpecs;
let proxy: Proxy;
let redis: RedisClient;
let reader: BlockingReader;

beforeAll(async () => {
  server = await startRedis();
  proxy = await startProxy(server.port);
  redis = connectRedis({ redisUrl: proxy.url, redisClusterNodes: [] });
  reader = new BlockingReader(redis);
}, 60_000);
afterAll(async () => {
  reader.close();
  redis.disconnect();
  await proxy.close();
  await server.stop();
});

const readFrom = (id: string) =>
  reader.read((connection, blockMs) => connection.xread('BLOCK', blockMs ?? 1, 'STREAMS', 'stream', id));

describe('a read that blocks', () => {
  it('keeps nothing else waiting', async () => {
    const blocked = readFrom('$');
    await eventually(
      () => redis.client('LIST'),
      (list) => String(list).includes('cmd=xread'),
    );

    await redis.xadd('stream', '*', 'a', '1');

    expect(await blocked).toEqual([['stream', [[expect.any(String), ['a', '1']]]]]);
  });

  it('answers with nothing after a while', async () => {
    expect(await readFrom('$')).toBeNull();
  });

  it('is given up with its connection when no answer ever comes, which whoever reads can notice', async () => {
    await readFrom('0');
    const before = reader.connects;
    proxy.decide((direction, bytes) =>
      direction === 'reply' && !bytes.includes('redis_version') ? 'hold' : 'pass',
    );

    await expect(readFrom('$')).rejects.toThrow(ReadNeverReturned);
    proxy.release();

    expect(reader.connects).not.toBe(before);
    expect(await readFrom('0')).toHaveLength(1);
  }, 20_000);
});

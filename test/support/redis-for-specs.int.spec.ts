import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { startRedis, type RedisForSpecs } from './redis-for-specs.js';

let redis: RedisForSpecs;
const ask = async <T>(question: (client: Redis) => Promise<T>): Promise<T> => {
  const client = new Redis(redis.url);
  try {
    return await question(client);
  } finally {
    client.disconnect();
  }
};

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

describe('a Redis of a spec', () => {
  it('evicts nothing and keeps an append-only file', async () => {
    const said = await ask((client) => client.config('GET', 'maxmemory-policy'));

    expect(JSON.stringify(said)).toContain('noeviction');
    expect(await ask((client) => client.info('persistence'))).toContain('aof_enabled:1');
  });

  it('keeps what it answered through a kill', async () => {
    await ask((client) => client.xadd('log', '*', 'text', 'before the kill'));

    await redis.kill();
    await redis.restart();

    expect(await ask((client) => client.xrange('log', '-', '+'))).toEqual([
      [expect.any(String), ['text', 'before the kill']],
    ]);
  });

  it('keeps everything through a restart in order', async () => {
    await ask((client) => client.set('greeting', 'hello'));

    await redis.restart();

    expect(await ask((client) => client.get('greeting'))).toBe('hello');
  });

  it('shares nothing with another', async () => {
    const another = await startRedis();

    expect(another.port).not.toBe(redis.port);
    expect(another.dataDir).not.toBe(redis.dataDir);

    await another.stop();
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/support/eventually.js';
import { startProxy, type Proxy } from '../../test/support/proxy.js';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { connectRedis, type RedisClient } from './redis.js';

let server: RedisForSpecs;
let proxies: Proxy[] = [];
let clients: RedisClient[] = [];

beforeAll(async () => {
  server = await startRedis();
}, 60_000);
afterEach(async () => {
  for (const client of clients) client.disconnect();
  for (const proxy of proxies) await proxy.close();
  [clients, proxies] = [[], []];
});
afterAll(() => server.stop());

async function aProxy(): Promise<Proxy> {
  const proxy = await startProxy(server.port);
  proxies.push(proxy);
  return proxy;
}

function aClient(redisUrl: string, failFast: boolean): RedisClient {
  const client = connectRedis({ redisUrl, redisClusterNodes: [] }, { failFast });
  clients.push(client);
  return client;
}

describe.each([
  ['a patient connection', false],
  ['one that fails fast', true],
])('%s whose link swallows everything', (_, failFast) => {
  it('gives the link up by itself and is served over a new one', async () => {
    const proxy = await aProxy();
    const client = aClient(proxy.url, failFast);
    await eventually(
      () => client.status,
      (status) => status === 'ready',
    );
    let links = 0;
    client.on('connect', () => links++);
    // The link that is there stays silent for good; only a new one is carried.
    proxy.decide(() => (links > 0 ? 'pass' : 'drop'));

    const answer = await eventually(
      () => client.ping().catch((error: unknown) => String(error)),
      (said) => said === 'PONG',
    );

    expect(answer).toBe('PONG');
    expect(links).toBe(1);
  }, 30_000);
});

describe('a write whose reply was lost with its link', () => {
  it.each([
    ['is sent again', 'by a patient connection', false, 2],
    ['is not sent again', 'by one that fails fast, whose caller has done otherwise', true, 1],
  ])(
    '%s %s',
    async (_, __, failFast, times) => {
      const proxy = await aProxy();
      const client = aClient(proxy.url, failFast);
      const key = `written ${times} times`;
      await eventually(
        () => client.status,
        (status) => status === 'ready',
      );
      proxy.decide((direction) => (direction === 'reply' ? 'cut' : 'pass'));

      const writing = client.incr(key).catch(() => undefined);
      await new Promise((resolve) => client.once('close', resolve));
      proxy.release();
      await writing;

      const other = aClient(server.url, false);
      expect(await other.get(key)).toBe(String(times));
    },
    30_000,
  );
});

describe('a connection to a master that became a replica', () => {
  it('is made anew, since its address may lead to the new master', async () => {
    const master = await startRedis();
    const client = aClient(server.url, true);
    await eventually(
      () => client.status,
      (status) => status === 'ready',
    );
    let links = 0;
    client.on('connect', () => links++);
    const operator = aClient(server.url, false);
    await operator.call('REPLICAOF', '127.0.0.1', String(master.port));

    const refused = await client.set('a', '1').catch((error: unknown) => String(error));
    await eventually(
      () => links,
      (count) => count > 0,
    );
    await operator.call('REPLICAOF', 'NO', 'ONE');
    const taken = await eventually(
      () => client.set('a', '1').catch((error: unknown) => String(error)),
      (answer) => answer === 'OK',
    );

    expect(refused).toContain('READONLY');
    expect(taken).toBe('OK');
    await master.stop();
  }, 60_000);
});

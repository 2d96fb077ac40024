import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createProjector } from '../../apps/projector/create-projector.js';
import { Log, readSettings } from '#service';
import { buildIfStale } from '../support/build-if-stale.js';
import { callLog } from '../support/call-log.js';
import { aCall } from '../support/calls/a-call.js';
import { eventually } from '../support/eventually.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { startRedis, type RedisForSpecs } from '../support/redis-for-specs.js';
import { runProjector } from '../support/run-projector.js';

let server: RedisForSpecs;
let proxy: Proxy;

beforeAll(async () => {
  await buildIfStale();
  server = await startRedis();
  proxy = await startProxy(server.port);
}, 60_000);
afterAll(async () => {
  await proxy.close();
  await server.stop();
});

describe('a projector that starts before Redis does', () => {
  it('waits and says so, and then merges what was posted', async () => {
    const calls = callLog(server.url);
    const { id, events } = aCall({ seed: 'posted early' });
    for (const { body } of events) await calls.append(body);
    const lines: string[] = [];
    const log = new Log({ service: 'projector', format: 'json', write: (line) => lines.push(line) });
    const settings = readSettings({ REDIS_URL: proxy.url });
    proxy.decide(() => 'cut');

    const starting = createProjector({ settings, log, nest: { logger: log, abortOnError: false } });
    await eventually(
      () => lines.join(),
      (text) => text.includes('Redis is out of reach'),
    );
    proxy.release();
    const projector = await starting;

    await eventually(
      () => calls.store.records(id),
      ({ length }) => length === events.length,
    );
    await eventually(calls.unfinished, (count) => count === 0);
    expect(
      await calls.faultsOfCall(
        id,
        events.map(({ body }) => body),
      ),
    ).toEqual([]);
    expect(lines.join()).toContain('connected to Redis');
    await projector.close();
    calls.close();
  }, 30_000);
});

describe('a projector that is asked to end while Redis is away', () => {
  it.each(['gone', 'silent'])(
    'does so in order and soon (Redis is %s)',
    async (how) => {
      const projector = await runProjector(proxy.url);
      proxy.decide(() => (how === 'gone' ? 'cut' : 'drop'));
      if (how === 'gone') {
        proxy.cutAll();
        await eventually(projector.logged, (text) => text.includes('Redis is out of reach'));
      }

      const startedAt = performance.now();
      await projector.stop();

      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`a projector ended ${seconds} s after it was asked to while Redis was ${how}`);
      expect(await projector.ended).toBe(0);
      expect(Number(seconds)).toBeLessThan(3);
      proxy.cutAll();
      proxy.release();
    },
    30_000,
  );
});

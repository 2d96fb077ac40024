import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { IngestStateStore, type IngestReport } from './ingest-state.js';
import { connectRedis, type RedisClient } from './redis.js';

let server: RedisForSpecs;
let redis: RedisClient;
let store: IngestStateStore;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, redisClusterNodes: [] });
  store = new IngestStateStore(redis);
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
});

const none = { count: 0, lastAt: null };
const nothingRefused = { secret: none, tooLarge: none, notJson: none, notStored: none };
const aReport = (report: Partial<IngestReport>): IngestReport => ({
  secret: 'open',
  lastEventAt: null,
  refused: nothingRefused,
  spooled: 0,
  ...report,
});

describe('the state of ingest', () => {
  it('is unknown until an ingest has reported', async () => {
    expect(await store.read()).toEqual({
      secret: 'unknown',
      lastEventAt: null,
      refused: nothingRefused,
      spooled: 0,
    });
  });

  it('adds up what all ingests report', async () => {
    await store.add(
      aReport({ lastEventAt: 10, refused: { ...nothingRefused, secret: { count: 2, lastAt: 8 } } }),
    );
    await store.add(
      aReport({ spooled: 2, refused: { ...nothingRefused, secret: { count: 1, lastAt: 12 } } }),
    );
    await store.add(
      aReport({
        secret: 'required',
        spooled: 3,
        refused: { ...nothingRefused, notJson: { count: 1, lastAt: 13 } },
      }),
    );

    expect(await store.read()).toEqual({
      secret: 'required',
      lastEventAt: 10,
      refused: { ...nothingRefused, secret: { count: 3, lastAt: 12 }, notJson: { count: 1, lastAt: 13 } },
      spooled: 5,
    });
  });

  it('reads what makes no sense as if it were not there', async () => {
    await redis.hset('callboard:ingest', { secret: 'maybe', lastEventAt: 'yesterday', 'secret.count': '-1' });

    expect(await store.read()).toEqual({
      secret: 'unknown',
      lastEventAt: null,
      refused: nothingRefused,
      spooled: 0,
    });
  });

  it('rejects a report that Redis did not take', async () => {
    await redis.set('callboard:ingest', 'no hash');

    await expect(store.add(aReport({}))).rejects.toThrow('could not report the state of ingest');
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectRedis, Lease, type RedisClient } from '#service';
import { eventually } from '../../test/support/eventually.js';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import type { Chore } from './chore.js';
import { Janitor } from './janitor.js';

const KEY = 'janitor-spec';

let server: RedisForSpecs;
let redis: RedisClient;
let janitors: Janitor[] = [];
let failures: string[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, redisClusterNodes: [] });
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(() => redis.flushall());
afterEach(async () => {
  await Promise.all(janitors.map((janitor) => janitor.beforeApplicationShutdown()));
  [janitors, failures] = [[], []];
});

const noteFailure = (error: unknown, attempted: string): void =>
  void failures.push(`${attempted}: ${String(error)}`);

function aJanitor(name: string, chores: readonly Chore[], leaseMs = 300): Janitor {
  const lease = new Lease(redis, KEY, name, leaseMs);
  const janitor = new Janitor({ lease, chores, everyMs: 10, onError: noteFailure });
  janitors.push(janitor);
  janitor.start();
  return janitor;
}

function counting(name = 'counting'): Chore & { runs: number } {
  const chore = {
    name,
    runs: 0,
    run: () => {
      chore.runs++;
      return Promise.resolve();
    },
  };
  return chore;
}

describe('several janitors', () => {
  it('work one at a time, and another goes on when the one ends', async () => {
    const [first, second] = [counting(), counting()];
    const one = aJanitor('one', [first], 60_000);
    await eventually(
      () => first.runs,
      (runs) => runs > 0,
    );

    aJanitor('two', [second]);
    await eventually(
      () => first.runs,
      (runs) => runs > 10,
    );
    expect(second.runs).toBe(0);

    await one.beforeApplicationShutdown();
    await eventually(
      () => second.runs,
      (runs) => runs > 0,
    );
  });

  it('take over from one that died, when its lease ends', async () => {
    await new Lease(redis, KEY, 'dead', 400).take();
    const chore = counting();

    aJanitor('heir', [chore]);

    await eventually(
      () => chore.runs,
      (runs) => runs > 0,
    );
    expect(await redis.get(KEY)).toBe('heir');
  });

  it('leave the lease with one whose chore takes longer than it lasts', async () => {
    let isDone = false;
    const slow = { name: 'slow', run: () => delay(1_000).then(() => void (isDone = true)) };
    const other = counting();
    aJanitor('slow', [slow], 200);
    await eventually(
      () => redis.get(KEY),
      (holder) => holder === 'slow',
    );

    aJanitor('other', [other]);
    await eventually(
      () => isDone || other.runs > 0,
      (isOver) => isOver,
    );

    expect(other.runs).toBe(0);
  });
});

describe('a janitor', () => {
  it('goes on with the other chores when one fails, tries that one again, and says so', async () => {
    let attempts = 0;
    const failing = {
      name: 'sweeping',
      run: () => (++attempts < 3 ? Promise.reject(new Error('no broom')) : Promise.resolve()),
    };
    const chore = counting();

    const janitor = aJanitor('one', [failing, chore]);
    await eventually(
      () => janitor.failing,
      (names) => names.includes('sweeping'),
    );
    await eventually(
      () => attempts,
      (count) => count > 3,
    );

    expect(failures).toEqual(['sweeping: Error: no broom', 'sweeping: Error: no broom']);
    expect(janitor.failing).toEqual([]);
    expect(chore.runs).toBeGreaterThan(attempts);
  });

  it('ends at once, though a chore does not', async () => {
    let hasBegun = false;
    const stuck = {
      name: 'stuck',
      run: () => {
        hasBegun = true;
        return new Promise<void>(() => undefined);
      },
    };
    const janitor = aJanitor('one', [stuck]);
    await eventually(
      () => hasBegun,
      (begun) => begun,
    );

    const startedAt = performance.now();
    await janitor.beforeApplicationShutdown();

    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(await redis.get(KEY)).toBeNull();
  });

  it('works in a full Redis', async () => {
    await redis.config('SET', 'maxmemory', '1');
    const chore = counting();

    aJanitor('one', [chore]);
    await eventually(
      () => chore.runs,
      (runs) => runs > 1,
    );

    await redis.config('SET', 'maxmemory', '0');
    expect(failures).toEqual([]);
  });
});

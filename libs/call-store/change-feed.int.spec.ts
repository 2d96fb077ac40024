import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { partitionsOf, type RedisClient } from '#service';
import { eventually } from '../../test/support/eventually.js';
import {
  askEach,
  connectTo,
  emptyStore,
  itOnOneRedis,
  oneRedis,
  startStore,
  type Store,
} from '../../test/support/store-for-specs.js';
import { partitionKeys } from './call-keys.js';
import type { ChangeEntry } from './change.js';
import { ChangeFeed } from './change-feed.js';

const partitions = partitionsOf(2);
const [stream = '', other = ''] = partitions.map((partition) => partitionKeys(partition).changes);

let server: Store;
let redis: RedisClient;
let feed: ChangeFeed;
let told: string[];
let errors: unknown[];

beforeAll(async () => {
  server = await startStore();
}, 60_000);
afterAll(() => server.stop());

beforeEach(async () => {
  redis = connectTo(server);
  redis.on('error', () => undefined);
  await emptyStore(redis);
  told = [];
  errors = [];
  feed = new ChangeFeed(redis, partitions, {
    onChanges: (_, entries) => void told.push(...entries.map(nameOf)),
    onLost: (reason) => void told.push(`lost: ${reason} (${runId()})`),
    onError: (error) => void errors.push(error),
  });
});
afterEach(async () => {
  await feed.stop();
  redis.disconnect();
});

describe('a feed of changes', () => {
  itOnOneRedis('stops at once, also while Redis is away', async () => {
    await feed.open();
    feed.start();
    await oneRedis(server).kill();
    await eventually(
      () => redis.status,
      (status) => status === 'reconnecting',
    );
    const startedAt = performance.now();

    await feed.stop();

    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await oneRedis(server).restart();
  });

  it('tells what came since it was opened, of all partitions, also before it was started', async () => {
    await add(stream, 'before');
    await feed.open();
    await add(stream, 'a');
    await add(other, 'b');

    feed.start();
    await untilTold(2);
    await add(stream, 'c');

    await untilTold(3);
    expect(told.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('leaves out nothing when it is cut off', async () => {
    await feed.open();
    feed.start();
    for (let i = 0; i < 50; i++) {
      if (i % 10 === 5)
        await askEach(redis, (node) => node.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'));
      await add(stream, `${i}`);
    }

    await untilTold(50);
    expect(told).toEqual(Array.from({ length: 50 }, (_, i) => `${i}`));
  });

  it('says that it lost its place when changes are gone that it has not read', async () => {
    await add(stream, 'before');
    await feed.open();
    for (let i = 0; i < 300; i++) await add(stream, `${i}`);
    await redis.xtrim(stream, 'MAXLEN', 150);

    feed.start();
    await untilTold(1);
    await add(stream, 'after');

    await untilTold(2);
    expect(told).toEqual([`lost: fell behind the changes kept (${runId()})`, 'after']);
  });

  it('says so also of changes that are gone of a partition that had none before', async () => {
    await feed.open();
    for (let i = 0; i < 300; i++) await add(stream, `${i}`);
    await redis.xtrim(stream, 'MAXLEN', 150);

    feed.start();

    await untilTold(1);
    expect(told).toEqual([`lost: fell behind the changes kept (${runId()})`]);
  });

  it('says it once of a change that it can’t read, and goes on behind it', async () => {
    await feed.open();
    feed.start();
    await redis.xadd(stream, '*', 'call', 'odd', 'version', 'seven');
    await untilTold(1);
    await add(stream, 'after');

    await untilTold(2);
    expect(told).toEqual([`lost: could not read a change (${runId()})`, 'after']);
    expect(errors).toHaveLength(1);
  });

  itOnOneRedis('says once that Redis was restarted, and is of the new run when it does', async () => {
    await feed.open();
    feed.start();
    await add(stream, 'a');
    await untilTold(1);
    const before = runId();

    await oneRedis(server).restart();
    await untilTold(2);
    await add(stream, 'b');

    await untilTold(3);
    expect(runId()).not.toBe(before);
    expect(told).toEqual(['a', `lost: Redis was restarted (${runId()})`, 'b']);
  });

  itOnOneRedis('notices that Redis was restarted before it had read anything', async () => {
    await feed.open();
    await oneRedis(server).restart();
    feed.start();

    await untilTold(1);
    expect(told).toEqual([`lost: Redis was restarted (${runId()})`]);
  });
});

function runId(): string {
  const [first] = partitions;
  return first === undefined ? '' : feed.runIdOf(first);
}

function add(key: string, call: string): Promise<unknown> {
  const facts = JSON.stringify([['key', '1', '1']]);
  const change = { call, epoch: 'epoch', from: 0, version: 1, row: '[]', first: 1, last: 1, facts };
  return redis.xadd(key, '*', ...Object.entries(change).flatMap(([name, value]) => [name, String(value)]));
}

function nameOf(entry: ChangeEntry): string {
  return entry.kind === 'changed' ? entry.call : entry.kind;
}

function untilTold(count: number): Promise<unknown> {
  return eventually(
    () => told.length,
    (length) => length >= count,
  );
}

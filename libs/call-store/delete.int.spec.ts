import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ulid } from 'ulid';
import type { Fact } from '#contracts';
import { partitionOf, partitionsOf, readRedisTime, type RedisClient } from '#service';
import { changesOf, plainModel, readChanges, saying } from '../../test/support/merging.js';
import {
  askEach,
  connectTo,
  emptyStore,
  startStore,
  type Store,
} from '../../test/support/store-for-specs.js';
import { partitionKeys } from './call-keys.js';
import type { EventFacts } from './call-model.js';
import { CallStore } from './call-store.js';

const GROUP = 'readers';
const CALL = 'WC-delete';
const partitions = partitionsOf(4);
const partition = partitionOf(CALL, partitions);
const { events: log, changes, deleted } = partitionKeys(partition);

let server: Store;
let redis: RedisClient;
let store: CallStore;

beforeAll(async () => {
  server = await startStore();
  redis = connectTo(server);
  store = new CallStore(redis, partitions, ulid);
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await askEach(redis, (node) => node.config('SET', 'maxmemory', '0'));
  await emptyStore(redis);
  await redis.xgroup('CREATE', log, GROUP, '0', 'MKSTREAM');
});

const thing = (name: string): Fact => [`n:${name}`, '1', `"${name}"`];
const merge = (...events: EventFacts[]) => store.merge(CALL, events, plainModel, GROUP);

async function pending(...events: EventFacts[]): Promise<EventFacts[]> {
  const placed: EventFacts[] = [];
  for (const event of events)
    placed.push({ ...event, position: (await redis.xadd(log, '*', 'id', event.receipt)) ?? '' });
  await redis.xreadgroup('GROUP', GROUP, 'one', 'COUNT', events.length, 'STREAMS', log, '>');
  return placed;
}

async function pendingCount(): Promise<unknown> {
  const [count] = await redis.xpending(log, GROUP);
  return count;
}

async function now(): Promise<number> {
  return Math.floor((await readRedisTime(redis)) / 1000) * 1000;
}

describe('deleting a call', () => {
  it('leaves nothing of it but a tombstone and the news', async () => {
    await merge(...(await pending(saying([thing('a')]), saying([thing('b')]))));
    await store.merge('another', [saying([thing('c')])], plainModel, GROUP);

    expect(await store.delete(CALL)).toBe(true);

    const left = (await askEach(redis, (node) => node.keys('*'))).flat();
    expect(left.filter((key) => key.includes(CALL))).toEqual([]);
    expect(await redis.hkeys(deleted)).toEqual([`call:${CALL}`]);
    expect(await redis.xlen(log)).toBe(0);
    expect(
      (await readChanges(redis, partition)).filter((change) => 'call' in change && change.call === CALL),
    ).toEqual([{ kind: 'removed', call: CALL }]);
    expect(await store.read('another')).toMatchObject({ version: 1 });
  });

  it('says that there was none, and covers what nobody has read yet', async () => {
    const [event] = await pending(saying([thing('a')]));

    expect(await store.delete(CALL)).toBe(false);

    if (event !== undefined) await merge(event);
    expect(await store.read(CALL)).toBeUndefined();
    expect(await pendingCount()).toBe(0);
    expect(await redis.xlen(log)).toBe(0);
  });

  it('lets a later event make it anew, under another epoch, from its first version', async () => {
    const first = await merge(...(await pending(saying([thing('a')]))));
    await store.delete(CALL);

    const anew = await merge(...(await pending(saying([thing('a'), thing('b')]))));

    expect(anew).toMatchObject({ version: 1, won: [thing('a'), thing('b')] });
    expect(anew.epoch).not.toBe(first.epoch);
  });

  it('does not touch a call whose name begins like it, nor the one named *', async () => {
    for (const call of [`${CALL}:events`, '*', '__proto__'])
      await store.merge(call, [saying([thing('a')])], plainModel, '');

    await store.delete(CALL);
    await store.delete('*');

    expect(await store.read(`${CALL}:events`)).toMatchObject({ version: 1 });
    expect(await store.read('__proto__')).toMatchObject({ version: 1 });
    expect(await store.read('*')).toBeUndefined();
  });

  it('works in a full Redis, which takes nothing else', async () => {
    await merge(...(await pending(saying([thing('a'), ['text:long', '1', `"${'x'.repeat(3_000_000)}"`]]))));
    await askEach(redis, (node) => node.config('SET', 'maxmemory', '2mb'));
    await expect(merge(saying([thing('b')]))).rejects.toThrow('OOM');

    expect(await store.delete(CALL)).toBe(true);

    expect(await store.read(CALL)).toBeUndefined();
  });
});

describe('a batch that a deletion covers in part', () => {
  it('is merged without what is covered, and all of it is acknowledged', async () => {
    const [before] = await pending(saying([thing('a')]));
    await store.delete(CALL);
    const [after] = await pending(saying([thing('b')]));
    if (before === undefined || after === undefined) throw new Error('nothing was read');

    const merged = await merge(before, after, { ...before, receipt: 'R-again' });

    expect(merged.won).toEqual([thing('b')]);
    expect((await store.read(CALL))?.facts.map(({ fact }) => fact)).toEqual([thing('b')]);
    expect(await pendingCount()).toBe(0);
    expect(await redis.xlen(log)).toBe(1);
  });

  it('keeps of the later event what the covered one said as well', async () => {
    const [before] = await pending(saying([thing('a'), thing('b')]));
    await store.delete(CALL);
    const [after] = await pending(saying([thing('a'), thing('b'), thing('c')]));
    if (before === undefined || after === undefined) throw new Error('nothing was read');

    await merge(before, after);

    expect((await store.read(CALL))?.facts).toHaveLength(3);
  });
});

describe('an event that came by a detour', () => {
  it('is covered when it was received before the deletion, though it stands behind it', async () => {
    await store.delete(CALL);
    const [late] = await pending(saying([thing('a')], { late: true, receivedAt: (await now()) - 60_000 }));

    if (late !== undefined) await merge(late);

    expect(await store.read(CALL)).toBeUndefined();
    expect(await redis.xlen(log)).toBe(0);
    expect(await pendingCount()).toBe(0);
  });

  it('makes the call anew when it was received after the deletion', async () => {
    await store.delete(CALL);
    const [late] = await pending(saying([thing('a')], { late: true, receivedAt: (await now()) + 60_000 }));

    if (late !== undefined) await merge(late);

    expect(await store.read(CALL)).toMatchObject({ version: 1 });
  });

  it('is judged by its place alone when it came straight, whatever clock it was received by', async () => {
    await store.delete(CALL);
    const [straight] = await pending(saying([thing('a')], { receivedAt: 5 }));

    if (straight !== undefined) await merge(straight);

    expect(await store.read(CALL)).toMatchObject({ version: 1 });
  });
});

describe('deleting all calls', () => {
  it('leaves nothing of them but one tombstone a partition, and says so once', async () => {
    const calls = Array.from({ length: 40 }, (_, index) => `call ${index}`);
    for (const call of calls) await store.merge(call, [saying([thing(call)])], plainModel, '');
    await pending(saying([thing('unread')]));
    await store.delete('call 7');

    expect(await store.deleteAll()).toBe(39);

    for (const { events, deleted: tombstones, changes: published } of partitions.map(partitionKeys)) {
      expect(await redis.hkeys(tombstones)).toEqual(['*']);
      expect(await redis.xlen(events)).toBe(0);
      expect(await redis.xlen(published)).toBe(1);
    }
    expect(await readChanges(redis, partition)).toEqual([{ kind: 'all-removed' }]);
    expect(
      (await askEach(redis, (node) => node.keys('*'))).flat().filter((key) => key.includes('call ')),
    ).toEqual([]);
  });

  it('covers what was in the log and nothing that comes after', async () => {
    const [before] = await pending(saying([thing('a')]));
    await store.deleteAll();
    const [after] = await pending(saying([thing('b')]));
    if (before === undefined || after === undefined) throw new Error('nothing was read');

    await merge(before, after);

    expect((await store.read(CALL))?.facts.map(({ fact }) => fact)).toEqual([thing('b')]);
    expect(await changesOf(redis, partitions, CALL)).toMatchObject([{ from: 0, version: 1 }]);
  });

  it('covers what came by a detour and was received before', async () => {
    await store.deleteAll();
    const [late] = await pending(saying([thing('a')], { late: true, receivedAt: (await now()) - 60_000 }));

    if (late !== undefined) await merge(late);

    expect(await store.read(CALL)).toBeUndefined();
  });

  it('works in a full Redis', async () => {
    await merge(...(await pending(saying([['text:long', '1', `"${'x'.repeat(3_000_000)}"`]]))));
    await askEach(redis, (node) => node.config('SET', 'maxmemory', '2mb'));

    expect(await store.deleteAll()).toBe(1);

    expect(await redis.xlen(changes)).toBe(1);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ulid } from 'ulid';
import type { Fact } from '#contracts';
import { partitionOf, partitionsOf, type RedisClient } from '#service';
import { changesOf, faultsOf, inOrder, plainModel, readChanges, saying } from '../../test/support/merging.js';
import { connectTo, emptyStore, startStore, type Store } from '../../test/support/store-for-specs.js';
import { deleteKeys } from './delete-call.js';
import { callKeys, partitionKeys } from './call-keys.js';
import { CALL_LIMITS, type CallLimits } from './call-limits.js';
import type { EventFacts } from './call-model.js';
import { CallStore, NewerModel } from './call-store.js';

const GROUP = 'readers';
const CALL = 'WC-merge';
const partitions = partitionsOf(4);
const partition = partitionOf(CALL, partitions);
const { events: log, changes } = partitionKeys(partition);

let server: Store;
let redis: RedisClient;
let another: RedisClient;

beforeAll(async () => {
  server = await startStore();
  redis = connectTo(server);
  another = connectTo(server);
  redis.setMaxListeners(0);
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  another.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await emptyStore(redis);
  await redis.xgroup('CREATE', log, GROUP, '0', 'MKSTREAM');
});

const aStore = (limits: Partial<CallLimits> = {}, mintEpoch = ulid): CallStore =>
  new CallStore(redis, partitions, mintEpoch, { ...CALL_LIMITS, ...limits });
const merge = (store: CallStore, ...events: EventFacts[]) => store.merge(CALL, events, plainModel, GROUP);
const thing = (name: string, rank = '1'): Fact => [`n:${name}`, rank, `"${name} ${rank}"`];
const things = (count: number, from = 0): Fact[] =>
  Array.from({ length: count }, (_, index) => thing(`${from + index}`));

/** Puts events into the log and has them read, so that each is pending at its place. */
async function pending(...events: EventFacts[]): Promise<EventFacts[]> {
  const placed: EventFacts[] = [];
  for (const event of events)
    placed.push({ ...event, position: (await redis.xadd(log, '*', 'id', event.receipt)) ?? '' });
  await redis.xreadgroup('GROUP', GROUP, 'one', 'COUNT', events.length, 'STREAMS', log, '>');
  return placed;
}

const knowing = async (): Promise<CallStore> => {
  const store = aStore();
  await merge(store, saying(things(5)));
  return store;
};
const factsIn = async (store: CallStore) =>
  inOrder(((await store.read(CALL))?.facts ?? []).map(({ fact }) => fact));
const keysOf = async () => (await aStore().read(CALL))?.facts.map(({ fact: [key] }) => key) ?? [];

async function pendingCount(): Promise<unknown> {
  const [count] = await redis.xpending(log, GROUP);
  return count;
}

describe('an event that says nothing new', () => {
  it('makes no version and publishes no change, but is acknowledged and remembered', async () => {
    const [first, again] = await pending(saying([thing('a')]), saying([thing('a')], { receivedAt: 2_000 }));
    if (first === undefined || again === undefined) throw new Error('nothing was read');
    await merge(aStore(), first);

    const merged = await merge(aStore(), again);

    expect(merged).toMatchObject({ version: 1, won: [] });
    expect(await changesOf(redis, partitions, CALL)).toHaveLength(1);
    expect(await pendingCount()).toBe(0);
    expect((await aStore().record(CALL, again.receipt))?.record).toMatchObject({
      version: 0,
      factsChanged: 0,
    });
  });

  it('still moves when the call was last seen, and first seen when it was received earlier', async () => {
    await merge(aStore(), saying([thing('a')], { receivedAt: 5_000 }));

    await merge(aStore(), saying([thing('a')], { receivedAt: 7_000 }));
    await merge(aStore(), saying([thing('a')], { receivedAt: 3_000 }));

    expect(await aStore().seen(CALL)).toEqual({ firstSeen: 3_000, lastSeen: 7_000 });
    expect(await changesOf(redis, partitions, CALL)).toHaveLength(1);
  });

  it('makes a call when it is the first, though it says nothing at all', async () => {
    const merged = await merge(aStore(), saying([]));

    expect(merged.version).toBe(1);
    expect(await aStore().read(CALL)).toMatchObject({ version: 1, facts: [] });
    expect(await changesOf(redis, partitions, CALL)).toMatchObject([
      { from: 0, version: 1, facts: [], row: [] },
    ]);
  });
});

describe('an event merged again after its acknowledgement was lost', () => {
  it('keeps the record of the first time', async () => {
    const event = saying([thing('a'), thing('b')]);
    await merge(aStore(), event);
    const before = await aStore().record(CALL, event.receipt);

    await merge(aStore(), event);

    expect(before?.record).toMatchObject({ version: 1, factsChanged: 2 });
    expect(await aStore().record(CALL, event.receipt)).toEqual(before);
  });

  it('stands at both its places when it was appended twice', async () => {
    const event = saying([thing('a')], { position: '1000-0' });

    await merge(aStore(), event);
    await merge(aStore(), { ...event, position: '2000-0' });

    expect((await aStore().record(CALL, event.receipt))?.positions).toEqual(['1000-0', '2000-0']);
  });

  it('adds what it changes to what it had changed before', async () => {
    const event = saying(things(700));
    const store = aStore();

    await merge(store, event);

    expect((await store.record(CALL, event.receipt))?.record).toMatchObject({
      version: 2,
      factsChanged: 700,
    });
  });
});

describe('a change', () => {
  it('carries only what won, its row, its versions and when the call was seen', async () => {
    const store = aStore();
    await merge(store, saying([thing('a', '2')], { receivedAt: 1_000 }));

    await merge(
      store,
      saying([thing('a', '1'), thing('b')], { receivedAt: 2_000, rowFacts: [['line', '1', '"b"']] }),
    );

    expect((await changesOf(redis, partitions, CALL)).at(-1)).toMatchObject({
      from: 1,
      version: 2,
      facts: [thing('b')],
      row: expect.arrayContaining([
        ['line', '1', '"b"'],
        ['count:things', '000000000000002', '2'],
      ]),
      firstSeen: 1_000,
      lastSeen: 2_000,
    });
  });

  it('goes without its facts when they are over 32 KB, and the call has them', async () => {
    const long: Fact = ['text:long', '1', JSON.stringify('x'.repeat(33_000))];

    await merge(aStore(), saying([long]));

    const [change] = await changesOf(redis, partitions, CALL);
    expect(change).toMatchObject({ from: 0, version: 1, facts: undefined });
    expect((await aStore().read(CALL))?.facts).toEqual([{ version: 1, fact: long }]);
  });

  it('is kept for gateways until there are too many', async () => {
    const store = aStore({ maxChanges: 100 });

    for (let n = 0; n < 400; n++) await merge(store, saying([thing('a', String(n).padStart(3, '0'))]));

    expect(await redis.xlen(changes)).toBeLessThan(250);
  });
});

describe('more facts than one script takes', () => {
  it('are merged in steps, acknowledged with the last', async () => {
    const events = await pending(saying(things(1_200)), saying(things(3, 1_200)));

    const merged = await merge(aStore(), ...events);

    const stored = await aStore().read(CALL);
    expect(merged).toMatchObject({ version: 3 });
    expect(merged.won).toHaveLength(1_203);
    expect(stored?.facts).toHaveLength(1_203);
    expect(await pendingCount()).toBe(0);
    expect(stored === undefined ? [] : faultsOf(stored, await changesOf(redis, partitions, CALL))).toEqual(
      [],
    );
  });

  it('stay acknowledged to nobody while a step is missing', async () => {
    const [event] = await pending(saying(things(1_200)));
    if (event === undefined) throw new Error('nothing was read');
    let steps = 0;
    const store = aStore({}, () => {
      if (++steps === 3) throw new Error('killed before the third step');
      return ulid();
    });

    await expect(merge(store, event)).rejects.toThrow('killed');

    expect(await pendingCount()).toBe(1);
    await merge(aStore(), event);
    expect((await aStore().read(CALL))?.facts).toHaveLength(1_200);
    expect(await pendingCount()).toBe(0);
  });

  it('all arrive when Redis forgets the first step before the second', async () => {
    let steps = 0;
    const forgetful = aStore({}, () => {
      // On the same connection, so between the two.
      if (++steps === 2) void redis.del(callKeys(partition, CALL).call);
      return ulid();
    });

    await merge(forgetful, saying(things(700)));

    expect((await aStore().read(CALL))?.facts).toHaveLength(700);
  });

  it('are dropped when the call is deleted between two steps', async () => {
    const [event] = await pending(saying(things(700)));
    if (event === undefined) throw new Error('nothing was read');
    let steps = 0;
    const store = aStore({}, () => {
      // The step alone, so that it is between the two: a store asks for the time first.
      if (++steps === 2) void redis.deleteCall(...deleteKeys(partition, CALL), CALL, `${Date.now()}`);
      return ulid();
    });

    await merge(store, event);

    expect(await store.read(CALL)).toBeUndefined();
    expect(await pendingCount()).toBe(0);
    expect(await redis.xlen(log)).toBe(0);
    expect((await readChanges(redis, partition)).map(({ kind }) => kind)).toEqual(['removed']);
  });
});

describe('a store that sends only what it does not know to be there', () => {
  it('sends all when the call was deleted and made anew meanwhile', async () => {
    const store = await knowing();
    await aStore().delete(CALL);
    await merge(aStore(), saying([thing('new')], { position: `${Date.now() + 60_000}-0` }));

    await merge(store, saying(things(5), { position: `${Date.now() + 60_000}-1` }));

    expect(await factsIn(store)).toBe(inOrder([...things(5), thing('new')]));
  });

  it('sends all when Redis was emptied meanwhile', async () => {
    const store = await knowing();
    await emptyStore(redis);

    await merge(store, saying(things(5)));

    expect(await factsIn(store)).toBe(inOrder(things(5)));
  });

  it('sends all when Redis is back at an earlier version of the call', async () => {
    const store = aStore();
    await merge(store, saying(things(2)));
    const { call } = callKeys(partition, CALL);
    const earlier = await redis.hgetall(call);
    await merge(store, saying(things(3, 2)));
    await redis.del(call);
    await redis.hset(call, earlier);

    await merge(store, saying(things(5)));

    expect(await factsIn(store)).toBe(inOrder(things(5)));
  });

  it('sends all when the connection was lost while it merged', async () => {
    const { call } = callKeys(partition, CALL);
    let isArmed = false;
    const store = new CallStore(another, partitions, () => {
      // As a Redis that lost the facts in a crash and was then brought to the same version by others.
      if (isArmed) {
        void redis.hdel(call, ...things(5).map(([key]) => key)).then(() => another.disconnect(true));
        isArmed = false;
      }
      return ulid();
    });
    await merge(store, saying(things(5)));
    isArmed = true;

    await merge(store, saying(things(1_205)));

    expect(await factsIn(store)).toBe(inOrder(things(1_205)));
  });
});

describe('a call that newer code has merged', () => {
  it('is refused to older code, and the event stays pending', async () => {
    const newer = { ...plainModel, model: 2 };
    await aStore().merge(CALL, [saying([thing('a')])], newer, GROUP);
    const [event] = await pending(saying([thing('b')]));
    if (event === undefined) throw new Error('nothing was read');

    await expect(merge(aStore(), event)).rejects.toThrow(NewerModel);

    expect(await pendingCount()).toBe(1);
    expect(await aStore().read(CALL)).toMatchObject({ version: 1 });
    expect(await aStore().merge(CALL, [event], newer, GROUP)).toMatchObject({ version: 2 });
    expect(await pendingCount()).toBe(0);
  });
});

describe('a call that is full', () => {
  const full = { maxFacts: 10, maxExtra: 2 };

  it('takes no new key of messages, and says so', async () => {
    await merge(aStore(full), saying(things(12)));

    const keys = await keysOf();
    expect(keys.filter((key) => key.startsWith('n:'))).toHaveLength(10);
    expect(keys).toContain('warn:full');
    expect((await changesOf(redis, partitions, CALL)).at(-1)?.facts).toContainEqual(plainModel.full);
  });

  it('still takes better values of keys it has', async () => {
    await merge(aStore(full), saying(things(12)));

    await merge(aStore(full), saying([thing('3', '2')]));

    const stored = await aStore().read(CALL);
    expect(stored?.facts).toContainEqual({ version: 2, fact: thing('3', '2') });
  });

  it('still takes statuses, hangs, errors and reports, but not without end', async () => {
    await merge(aStore(full), saying(things(12)));

    await merge(aStore(full), saying([['status:finished', '1', '{}']]));
    await merge(aStore(full), saying([['hang:1', '1', '{}']]));
    await merge(aStore(full), saying([['error:1', '1', '{}']]));

    expect(await keysOf()).toEqual(expect.arrayContaining(['status:finished', 'hang:1']));
    expect(await keysOf()).not.toContain('error:1');
  });

  it('says so once', async () => {
    await merge(aStore(full), saying(things(12)));
    const before = await changesOf(redis, partitions, CALL);

    await merge(aStore(full), saying(things(12)));

    expect(await changesOf(redis, partitions, CALL)).toEqual(before);
  });

  it('may be full of bytes as well as of facts', async () => {
    const store = aStore({ maxBytes: 5_000 });
    for (let n = 0; n < 10; n++)
      await merge(store, saying([[`n:${n}`, '1', JSON.stringify('é'.repeat(500))]]));

    const keys = await keysOf();
    expect(keys.filter((key) => key.startsWith('n:'))).toHaveLength(5);
    expect(keys).toContain('warn:full');
  });
});

import { EventEmitter, once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NewEvent } from '#contracts';
import { connectRedis, partitionOf, partitionsOf, type RedisClient } from '#service';
import { eventually } from '../../test/support/eventually.js';
import { startProxy } from '../../test/support/proxy.js';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import type { CallBatch } from './call-batch.js';
import { DeadLetters } from './dead-letters.js';
import { EventConsumer, type ConsumerOptions } from './event-consumer.js';
import { EventLog } from './event-log.js';
import { lagOf } from './lag-of.js';
import { listConsumers } from './list-consumers.js';
import { logKeys, PROJECTOR_GROUP } from './log-keys.js';

jest.setTimeout(30_000);

const partitions = partitionsOf(4);

let server: RedisForSpecs;
let redis: RedisClient;
let log: EventLog;
let deadLetters: DeadLetters;
let running: EventConsumer[] = [];
let failures: string[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, redisClusterNodes: [] });
  log = new EventLog(redis, partitions);
  deadLetters = new DeadLetters(redis, partitions);
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
  failures = [];
});
afterEach(async () => {
  const stopped = Promise.all(running.map((consumer) => consumer.stop()));
  // So that a read that waits for something to come need not wait it out.
  for (const call of ['a', 'b', 'c', 'd']) await post(call);
  await stopped;
  running = [];
});

/** What was handled of which call, in the order it was. */
type Handled = string[];

function aConsumer(
  handle: (batch: CallBatch) => Promise<void>,
  options: Partial<ConsumerOptions> = {},
): EventConsumer {
  const consumer = new EventConsumer({
    redis,
    partitions,
    deadLetters,
    consumer: 'a consumer',
    onError: (error, attempted) => failures.push(`${attempted}: ${String(error)}`),
    ...options,
  });
  consumer.start(handle);
  running.push(consumer);
  return consumer;
}

const acknowledge = async ({ partition, events }: CallBatch): Promise<void> => {
  const positions = events.map(({ position }) => position);
  await redis.xack(logKeys(partition).events, PROJECTOR_GROUP, ...positions);
};
const noting =
  (handled: Handled) =>
  async (batch: CallBatch): Promise<void> => {
    handled.push(...batch.events.map(({ call, receipt }) => `${call} ${receipt}`));
    await acknowledge(batch);
  };

let receipts = 0;
async function post(call: string, its: Partial<NewEvent> = {}): Promise<string> {
  const receipt = `R${++receipts}`;
  const body = Buffer.from('{"message":{}}');
  const receivedAt = Date.now();
  const event = { receipt, type: 'hang', call, receivedAt, path: '/', body, hash: '', headers: {} };
  await log.append({ ...event, ...its });
  return `${call} ${receipt}`;
}

const garbage = async (call: string, fields: Readonly<Record<string, string>>): Promise<void> => {
  const { events } = logKeys(partitionOf(call, partitions));
  const all = { id: 'R-garbage', at: '5', path: '/p', call, body: '{}', ...fields };
  await redis.xadd(events, '*', ...Object.entries(all).flat());
};

/** Not a number while a group is not made yet. */
async function pendingCount(): Promise<number> {
  let count = 0;
  for (const partition of partitions) {
    const [pending] = await redis
      .xpending(logKeys(partition).events, PROJECTOR_GROUP)
      .catch((): unknown[] => [Number.NaN]);
    count += Number(pending);
  }
  return count;
}
const nothingIsPending = () => eventually(pendingCount, (count) => count === 0);

describe('a consumer', () => {
  it('is handed what was posted before it first came, each call’s events in order', async () => {
    const posted = [await post('a'), await post('b'), await post('a'), await post('a')];
    const handled: Handled = [];

    aConsumer(noting(handled));

    await eventually(
      () => handled,
      ({ length }) => length === 4,
    );
    expect(handled.filter((one) => one.startsWith('a '))).toEqual(
      posted.filter((one) => one.startsWith('a ')),
    );
    expect(handled.toSorted()).toEqual(posted.toSorted());
    await nothingIsPending();
  });

  it('shares the events with others of its group, each handed to one of them', async () => {
    const handled: Handled = [];
    aConsumer(noting(handled), { consumer: 'one' });
    aConsumer(noting(handled), { consumer: 'other' });

    const posted: string[] = [];
    for (let n = 0; n < 60; n++) posted.push(await post(`call ${n}`));

    await eventually(
      () => handled,
      ({ length }) => length >= 60,
    );
    expect(handled.toSorted()).toEqual(posted.toSorted());
    await nothingIsPending();
  });

  it('handles all of many large events, though not all at once', async () => {
    const body = Buffer.from(JSON.stringify({ message: { text: 'x'.repeat(4_000_000) } }));
    for (let n = 0; n < 24; n++) await post(`call ${n}`, { body });
    const handled: Handled = [];
    let [bytes, most] = [0, 0];

    aConsumer(async (batch) => {
      const own = batch.events.reduce((sum, event) => sum + event.body.length, 0);
      bytes += own;
      most = Math.max(most, bytes);
      await noting(handled)(batch);
      bytes -= own;
    });

    await eventually(
      () => handled,
      ({ length }) => length === 24,
    );
    console.log(
      `96 MB of events were handled with at most ${Math.round(most / 2 ** 20)} MB of bodies at once`,
    );
    expect(most).toBeLessThanOrEqual(16 * 2 ** 20);
  });

  it('drops from its list what was deleted while it was pending', async () => {
    await post('a');
    const { events } = logKeys(partitionOf('a', partitions));
    await redis.xgroup('CREATE', events, PROJECTOR_GROUP, '0');
    await redis.xreadgroup('GROUP', PROJECTOR_GROUP, 'a consumer', 'STREAMS', events, '>');
    await redis.xtrim(events, 'MAXLEN', 0);

    aConsumer(noting([]));

    await nothingIsPending();
    expect(failures).toEqual([]);
  });
});

describe('a handler that fails', () => {
  it('leaves its event pending, while those of other calls go on', async () => {
    await post('poison');
    const handled: Handled = [];
    const note = noting(handled);

    aConsumer(async (batch) => {
      if (batch.call === 'poison') throw new Error('indigestible');
      await note(batch);
    });
    const others = [await post('a'), await post('b')];

    await eventually(
      () => handled,
      ({ length }) => length === 2,
    );
    expect(handled.toSorted()).toEqual(others);
    expect(await pendingCount()).toBe(1);
    expect(failures[0]).toBe('merging 1 events of call poison: Error: indigestible');
  });

  it('is asked again, after longer and longer, until it succeeds', async () => {
    const handled: Handled = [];
    const note = noting(handled);
    const tries: number[] = [];

    aConsumer(async (batch) => {
      if (batch.call === 'first') return note(batch);
      tries.push(performance.now());
      if (tries.length < 4) throw new Error('not yet');
      return note(batch);
    });
    await post('first');
    await eventually(
      () => handled,
      ({ length }) => length === 1,
    );
    const posted = await post('a');

    await eventually(
      () => handled,
      ({ length }) => length === 2,
    );
    expect(handled.at(-1)).toBe(posted);
    const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    for (const [index, atLeast] of [195, 395, 795].entries()) expect(waits[index]).toBeGreaterThan(atLeast);
    await nothingIsPending();
  });

  it('for many calls at once is asked again as soon as for one', async () => {
    for (let n = 0; n < 30; n++) await post(`call ${n}`);
    const handled: Handled = [];
    const note = noting(handled);
    const failed = new Set<string>();
    const startedAt = performance.now();

    aConsumer(async (batch) => {
      if (failed.size < 30 && !failed.has(batch.call)) {
        failed.add(batch.call);
        throw new Error('Redis hiccups');
      }
      await note(batch);
    });

    await eventually(
      () => handled,
      ({ length }) => length === 30,
    );
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });
});

/** What stands in the log for a call is handed to a consumer that is never heard of again. */
async function takeAndDie(call: string, consumer: string): Promise<void> {
  const { events } = logKeys(partitionOf(call, partitions));
  await redis.xgroup('CREATE', events, PROJECTOR_GROUP, '0').catch(() => undefined);
  await redis.xreadgroup('GROUP', PROJECTOR_GROUP, consumer, 'STREAMS', events, '>');
}

describe('events that a consumer was given and did not acknowledge', () => {
  it('come again to the next process of its name', async () => {
    const posted = await post('a');
    const died = aConsumer(() => Promise.reject(new Error('killed')));
    await eventually(pendingCount, (count) => count === 1);
    await died.stop();
    const handled: Handled = [];

    aConsumer(noting(handled));

    await eventually(
      () => handled,
      ({ length }) => length === 1,
    );
    expect(handled).toEqual([posted]);
    await nothingIsPending();
  });

  it('come to another once they have been idle for long enough, and never before', async () => {
    const posted = await post('a');
    await takeAndDie('a', 'the dead');
    const handled: Handled = [];

    const careful = aConsumer(noting(handled), { consumer: 'the careful' });
    const later = [await post('b')];
    await eventually(
      () => handled,
      ({ length }) => length === 1,
    );
    expect(handled).toEqual(later);
    await careful.stop();
    aConsumer(noting(handled), { consumer: 'the living', claimIdleMs: 1 });

    await eventually(
      () => handled,
      ({ length }) => length === 2,
    );
    expect(handled).toEqual([...later, posted]);
    await nothingIsPending();
  });
});

describe('an entry that nobody can read', () => {
  it('becomes a dead letter, and its neighbours are handled', async () => {
    const before = await post('a');
    await garbage('a', { body: '{"secret": ' });
    await garbage('a', { enc: 'gzip', body: 'no gzip' });
    const after = await post('a');
    const handled: Handled = [];

    aConsumer(noting(handled));

    await eventually(
      () => handled,
      ({ length }) => length === 2,
    );
    expect(handled).toEqual([before, after]);
    expect(await deadLetters.list(10)).toEqual([
      expect.objectContaining({
        receipt: 'R-garbage',
        path: '/p',
        reason: expect.stringContaining('decompressed'),
      }),
      expect.objectContaining({
        receipt: 'R-garbage',
        reason: 'its body is not JSON',
        excerpt: '{"secret": ',
      }),
    ]);
    await nothingIsPending();
    expect(await redis.xlen(logKeys(partitionOf('a', partitions)).events)).toBe(2);
    expect(failures).toEqual([]);
  });

  it('is also one that names no call, or one of another partition', async () => {
    await garbage('a', { call: '' });
    const elsewhere = ['b', 'c', 'd', 'e'].find(
      (call) => partitionOf(call, partitions) !== partitionOf('a', partitions),
    );
    await garbage('a', { call: elsewhere ?? '' });

    aConsumer(noting([]));

    const letters = await eventually(
      () => deadLetters.list(10),
      ({ length }) => length === 2,
    );
    expect(letters.map(({ reason }) => reason).toSorted()).toEqual([
      'it names no call',
      'its call belongs to another partition',
    ]);
    await nothingIsPending();
  });
});

describe('an entry that was buried', () => {
  it('is handled when it is retried and can be read by now', async () => {
    const posted = await post('a');
    await takeAndDie('a', 'older code');
    const partition = partitionOf('a', partitions);
    const [position = ''] = (await redis.xrange(logKeys(partition).events, '-', '+')).map(([id]) => id);
    const burial = { reason: 'older code could not read it', deliveries: 1, excerpt: undefined };
    await deadLetters.bury(partition, position, burial);
    const handled: Handled = [];
    aConsumer(noting(handled));

    expect(await deadLetters.retryAll()).toEqual({ retried: 1, unretriable: 0 });

    await eventually(
      () => handled,
      ({ length }) => length === 1,
    );
    expect(handled).toEqual([posted]);
    expect(await deadLetters.list(1)).toEqual([]);
    await nothingIsPending();
  });
});

describe('a failure that everyone lives through', () => {
  it('may last for fifty rounds, and buries nothing', async () => {
    const posted = [await post('a'), await post('b')];
    const handled: Handled = [];
    const note = noting(handled);
    let rounds = 0;
    let most = 0;

    // Each consumer that gives up is followed by one of another name, which is how counts add up.
    for (let life = 1; life <= 13; life++) {
      const consumer = aConsumer(
        async () => {
          rounds++;
          most = Math.max(most, await highestCount());
          throw new Error('OOM command not allowed');
        },
        { consumer: `life ${life}`, claimIdleMs: 1 },
      );
      await eventually(
        () => rounds,
        (count) => count >= 4 * life,
      );
      await consumer.stop();
    }
    const counted = await highestCount();
    aConsumer(note, { claimIdleMs: 1 });

    await eventually(
      () => handled,
      ({ length }) => length === 2,
    );
    console.log(
      `${rounds} rounds failed: an entry was counted at most ${most} times while it was handled, ${counted} at the end`,
    );
    expect(handled.toSorted()).toEqual(posted);
    expect(await deadLetters.list(1)).toEqual([]);
    expect(most).toBeLessThanOrEqual(3);
  }, 30_000);
});

/** How often the entry that was handed out most was. */
async function highestCount(): Promise<number> {
  const counts = [0];
  for (const partition of partitions) {
    const pending = await redis.xpending(logKeys(partition).events, PROJECTOR_GROUP, '-', '+', 100);
    for (const entry of pending) if (Array.isArray(entry)) counts.push(Number(entry[3]));
  }
  return Math.max(...counts);
}

describe('a Redis that fails', () => {
  it('may refuse writes as a replica does for a while, and is read on as soon as it is a master again', async () => {
    const other = await startRedis();
    const replica = connectRedis({ redisUrl: other.url, redisClusterNodes: [] });
    const handled: Handled = [];
    aConsumer(noting(handled));
    const before = await post('a');
    await eventually(
      () => handled,
      ({ length }) => length === 1,
    );
    await replica.replicaof('127.0.0.1', server.port);
    await eventually(
      () => replica.info('replication'),
      (info) => info.includes('master_link_status:up'),
    );
    await replica.replicaof('NO', 'ONE');

    await redis.replicaof('127.0.0.1', other.port);
    await eventually(
      () => failures.join(),
      (text) => /READONLY|UNBLOCKED|MASTERDOWN|LOADING/.test(text),
    );
    await redis.replicaof('NO', 'ONE');
    const startedAt = performance.now();
    const after = await eventually(
      () => post('b').catch(() => undefined),
      (posted) => posted !== undefined,
    );

    await eventually(
      () => handled,
      ({ length }) => length >= 2,
    );
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`after ${failures.length} refusals events were handled again within ${seconds} s`);
    expect(handled).toEqual([before, after]);
    await nothingIsPending();
    replica.disconnect();
    await other.stop();
  }, 60_000);

  it.each(['heals', 'is replaced'])(
    'may be behind a link that swallows everything: events are handled soon after it %s',
    async (how) => {
      const proxy = await startProxy(server.port);
      const through = connectRedis({ redisUrl: proxy.url, redisClusterNodes: [] });
      const handled: Handled = [];
      const consumer = aConsumer(noting(handled), { redis: through });
      await post('a');
      await eventually(
        () => handled,
        ({ length }) => length === 1,
      );

      if (how === 'heals') proxy.decide(() => 'hold');
      else proxy.silenceAll();
      const posted = await post('b');
      if (how === 'heals') {
        await eventually(
          () => failures,
          ({ length }) => length > 0,
        );
        proxy.release();
      }
      const startedAt = performance.now();

      await eventually(
        () => handled,
        ({ length }) => length === 2,
      );
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`a link that swallowed everything ${how}: events were handled again after ${seconds} s`);
      expect(handled.at(-1)).toBe(posted);
      expect(Number(seconds)).toBeLessThan(15);
      await nothingIsPending();
      await consumer.stop();
      through.disconnect();
      await proxy.close();
    },
    60_000,
  );

  it('may be emptied: the group is made again, and later events are read', async () => {
    const handled: Handled = [];
    aConsumer(noting(handled));
    await post('a');
    await eventually(
      () => handled,
      ({ length }) => length === 1,
    );

    await redis.flushall();
    const later = await post('a');

    await eventually(
      () => handled,
      ({ length }) => length === 2,
    );
    expect(handled.at(-1)).toBe(later);
    await nothingIsPending();
  });

  it('may answer into a connection that is cut: what the answer held is read again', async () => {
    const proxy = await startProxy(server.port);
    const through = connectRedis({ redisUrl: proxy.url, redisClusterNodes: [] });
    const handled: Handled = [];
    let cuts = 0;
    const consumer = aConsumer(noting(handled), { redis: through });
    await post('a');
    await eventually(
      () => handled,
      ({ length }) => length === 1,
    );
    proxy.decide((direction, bytes) => {
      const isLost = direction === 'reply' && bytes.includes('"message"') && cuts < 3;
      if (isLost) cuts++;
      return isLost ? 'cut' : 'pass';
    });

    const posted: string[] = [];
    for (let n = 0; n < 20; n++) posted.push(await post(`call ${n}`));

    await eventually(
      () => handled,
      ({ length }) => length >= 21,
    );
    console.log(`${cuts} answers were lost after Redis gave them; 20 of 20 events were handled`);
    expect(handled.slice(1).toSorted()).toEqual(posted.toSorted());
    await nothingIsPending();
    await consumer.stop();
    through.disconnect();
    await proxy.close();
  });
});

describe('stopping', () => {
  it('takes its name off the group at once', async () => {
    aConsumer(acknowledge, { consumer: 'one' });
    const other = aConsumer(acknowledge, { consumer: 'other' });
    await eventually(
      () => lagOf(redis, partitions),
      ({ projectors }) => projectors === 2,
    );

    await other.stop();

    expect((await lagOf(redis, partitions)).projectors).toBe(1);
    for (const partition of partitions)
      expect((await listConsumers(redis, partition)).map(({ name }) => name)).not.toContain('other');
  });

  it('leaves to others at once what it could not handle', async () => {
    const posted = await post('a');
    const failing = aConsumer(() => Promise.reject(new Error('not by me')), { consumer: 'the failing' });
    await eventually(
      () => failures,
      ({ length }) => length > 0,
    );
    const handled: Handled = [];
    // It claims what was idle for 15 s, which is longer than this spec may last.
    aConsumer(noting(handled), { consumer: 'the able' });

    await failing.stop();
    const startedAt = performance.now();

    await eventually(
      () => handled,
      ({ length }) => length === 1,
    );
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`what one projector left was handled by another ${seconds} s later`);
    expect(handled).toEqual([posted]);
    expect(Number(seconds)).toBeLessThan(5);
    await nothingIsPending();
  });

  it.each(['gone', 'silent'])('is quick while Redis is %s', async (how) => {
    const proxy = await startProxy(server.port);
    const through = connectRedis({ redisUrl: proxy.url, redisClusterNodes: [] });
    const handled: Handled = [];
    const consumer = aConsumer(noting(handled), { redis: through });
    await post('a');
    await eventually(
      () => handled,
      ({ length }) => length === 1,
    );
    proxy.decide(() => (how === 'gone' ? 'cut' : 'drop'));
    if (how === 'gone') {
      proxy.cutAll();
      await eventually(
        () => through.status,
        (status) => status !== 'ready',
      );
    }

    const startedAt = performance.now();
    await consumer.stop();

    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`stopping while Redis was ${how} took ${seconds} s`);
    expect(Number(seconds)).toBeLessThan(2);
    through.disconnect();
    await proxy.close();
  });

  it('waits for what is being handled, and takes nothing more', async () => {
    const [posted] = [await post('a')];
    const handled: Handled = [];
    const note = noting(handled);
    const gate = new EventEmitter();
    let hasBegun = false;
    const consumer = aConsumer(async (batch) => {
      hasBegun = true;
      await once(gate, 'opened');
      await note(batch);
    });
    await eventually(() => hasBegun, Boolean);

    const stopped = consumer.stop();
    await post('b');
    gate.emit('opened');
    await stopped;

    expect(handled).toEqual([posted]);
    expect(await pendingCount()).toBe(0);
  });

  it('does not wait for the next try of what failed', async () => {
    await post('a');
    const consumer = aConsumer(() => Promise.reject(new Error('never')));
    await eventually(
      () => failures,
      ({ length }) => length >= 3,
    );

    const startedAt = performance.now();
    await consumer.stop();

    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('the lag', () => {
  it('is none before anything was posted, and nobody is there', async () => {
    expect(await lagOf(redis, partitions)).toEqual({ lagMs: 0, projectors: 0 });
  });

  it('is how long the oldest unread event has waited', async () => {
    await post('a');
    const first = await eventually(
      () => lagOf(redis, partitions),
      ({ lagMs }) => lagMs > 50,
    );
    await post('a');

    expect((await lagOf(redis, partitions)).lagMs).toBeGreaterThanOrEqual(first.lagMs);
  });

  it('is none once all were read, and counts who reads also while nothing comes', async () => {
    await post('a');
    aConsumer(acknowledge, { consumer: 'one' });
    aConsumer(acknowledge, { consumer: 'other' });

    const lag = await eventually(
      () => lagOf(redis, partitions),
      ({ lagMs, projectors }) => lagMs === 0 && projectors === 2,
    );
    expect(lag).toEqual({ lagMs: 0, projectors: 2 });
  });

  it('is none when what was unread has been deleted', async () => {
    await post('a');
    const { events } = logKeys(partitionOf('a', partitions));
    await redis.xgroup('CREATE', events, PROJECTOR_GROUP, '0');
    await redis.xtrim(events, 'MAXLEN', 0);

    expect(await lagOf(redis, partitions)).toEqual({ lagMs: 0, projectors: 0 });
  });
});

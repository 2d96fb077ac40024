import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ulid } from 'ulid';
import { createIngest } from '../../apps/ingest/create-ingest.js';
import { createProjector } from '../../apps/projector/create-projector.js';
import { callView, mergeFacts, type Facts } from '#projection';
import { Log, readSettings, RedisClock, type RedisClient } from '#service';
import { callLog, type CallLog } from '../support/call-log.js';
import { dumpRedis } from '../support/dump-redis.js';
import { eventually } from '../support/eventually.js';
import { startProxy } from '../support/proxy.js';
import {
  askEach,
  connectTo,
  emptyStore,
  itOnOneRedis,
  oneRedis,
  startStore,
  type Store,
} from '../support/store-for-specs.js';

const CALL = 'WC-to-be-forgotten';
/** In everything that is said. */
const MARK = 'MURMUR';
const QUEUED = 100;
const HOUR = 3_600_000;
const SPOKEN_AT = Date.UTC(2026, 2, 5, 9, 21, 20);

jest.setTimeout(30_000);

let server: Store;
let calls: CallLog;
let ingestRedis: RedisClient;
let clock: RedisClock;
let ingest: NestFastifyApplication | undefined;
let projector: NestFastifyApplication | undefined;

beforeAll(async () => {
  server = await startStore();
}, 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  calls = callLog(server.env);
  ingestRedis = connectTo(server);
  await emptyStore(ingestRedis);
});
afterEach(async () => {
  await ingest?.close();
  await projector?.close();
  [ingest, projector] = [undefined, undefined];
  clock.stop();
  calls.close();
  ingestRedis.disconnect();
}, 60_000);

const silent = (service: string): Log => new Log({ service, format: 'json', write: () => undefined });

/** Ingest on a machine whose own clock is that wrong. */
async function startIngest(offsetMs = 0): Promise<void> {
  clock = new RedisClock(ingestRedis, () => Date.now() + offsetMs);
  await clock.start();
  const settings = readSettings(server.env);
  ingest = await createIngest({
    settings,
    redis: ingestRedis,
    clock,
    log: silent('ingest'),
    nest: { logger: false },
  });
  await ingest.listen(0, '127.0.0.1');
}

async function startProjector(env = server.env): Promise<void> {
  const settings = readSettings(env);
  projector = await createProjector({ settings, log: silent('projector'), nest: { logger: false } });
}

/** The call's n-th conversation-update: all that was said until then. */
function update(count: number): unknown {
  const messages = Array.from({ length: count }, (_, index) => ({
    messageId: `m-${index}`,
    role: index % 2 === 0 ? 'assistant' : 'user',
    text: `${MARK} ${index} ${'and so on '.repeat(20)}`,
    timestamp: SPOKEN_AT + index * 1_000,
  }));
  const timestamp = SPOKEN_AT + count * 1_000;
  const call = { id: CALL, metadata: { note: MARK }, userNumber: `+1${MARK}` };
  return { message: { type: 'conversation-update', timestamp, call, messages } };
}

async function post(...bodies: readonly unknown[]): Promise<void> {
  const url = await ingest?.getUrl();
  for (const body of bodies) {
    const answer = await fetch(`${url}/webhook?from=${MARK}`, { method: 'POST', body: JSON.stringify(body) });
    expect(answer.status).toBe(200);
  }
}

/** As a spool does that was drained: what it appends was received a while ago. */
async function appendLate(content: unknown, receivedAt: number): Promise<void> {
  const body = Buffer.from(JSON.stringify(content));
  const known = { receipt: ulid(receivedAt), receivedAt, path: '/', body, hash: '', headers: {}, late: true };
  await calls.log.append({ ...known, type: 'conversation-update', call: CALL });
}

const updates = (count: number): unknown[] => Array.from({ length: count }, (_, index) => update(index + 1));
const isDone = () => eventually(calls.unfinished, (count) => count === 0);
const countMarks = async (): Promise<number> =>
  (await askEach(calls.redis, dumpRedis)).join().split(MARK).length - 1;

async function textsOf(call: string): Promise<string[]> {
  const facts: Facts = new Map();
  mergeFacts(
    facts,
    ((await calls.store.read(call))?.facts ?? []).map(({ fact }) => fact),
  );
  return callView(facts).messages.map(({ text }) => text ?? '');
}

describe.each([
  ['an hour ahead', HOUR],
  ['right', 0],
  ['an hour behind', -HOUR],
])('with ingest’s clock %s, a call deleted while its events are queued', (clockIs, offsetMs) => {
  it.each([
    ['alone', () => calls.store.delete(CALL)],
    ['with all others', () => calls.store.deleteAll()],
  ])('%s does not come back, and no word of it stays', async (how, remove) => {
    await startIngest(offsetMs);
    await post(...updates(QUEUED));
    const before = await countMarks();

    await remove();
    await startProjector();
    await isDone();

    const after = await countMarks();
    console.log(
      `clock ${clockIs}, deleted ${how}: ${QUEUED} events were queued; its words stood ${before} times in Redis, then ${after}`,
    );
    expect(before).toBeGreaterThan(QUEUED);
    expect(after).toBe(0);
    expect(await calls.store.read(CALL)).toBeUndefined();
  });
});

describe('a webhook that comes after its call was deleted', () => {
  it('makes the call anew, with all it tells of, under another epoch', async () => {
    await startIngest(-HOUR);
    await startProjector();
    await post(...updates(5));
    await isDone();
    const first = await calls.store.read(CALL);
    await calls.store.delete(CALL);

    await post(update(QUEUED));
    await isDone();

    const anew = await calls.store.read(CALL);
    expect(first?.facts.length).toBeGreaterThan(10);
    expect(anew?.epoch).not.toBe(first?.epoch);
    expect((await textsOf(CALL)).length).toBe(QUEUED);
    expect(await calls.faultsOfCall(CALL, [update(QUEUED)])).toEqual([]);
    expect(await calls.store.records(CALL)).toHaveLength(1);
  });
});

describe('a call deleted while its events are half processed', () => {
  itOnOneRedis(
    'does not come back, and no word of it stays',
    async () => {
      await startIngest();
      const proxy = await startProxy(oneRedis(server).port);
      let merges = 0;
      proxy.decide((direction, bytes) => {
        const isMerge = direction === 'request' && bytes.includes('"newEpoch"');
        return isMerge && ++merges > 3 ? 'hold' : 'pass';
      });
      await startProjector({ REDIS_URL: proxy.url });
      await post(...updates(QUEUED));
      await eventually(
        () => merges,
        (count) => count > 3,
      );
      const processed = (await calls.store.records(CALL)).length;

      await calls.store.delete(CALL);
      proxy.release();
      await isDone();

      console.log(
        `deleted when ${processed} of ${QUEUED} events were merged: its words stand ${await countMarks()} times`,
      );
      expect(processed).toBeGreaterThan(0);
      expect(processed).toBeLessThan(QUEUED);
      expect(await countMarks()).toBe(0);
      expect(await calls.store.read(CALL)).toBeUndefined();
      await projector?.close();
      projector = undefined;
      await proxy.close();
    },
    60_000,
  );
});

describe.each([
  ['an hour ahead', HOUR],
  ['an hour behind', -HOUR],
])('with ingest’s clock %s, events that came by a detour', (_, offsetMs) => {
  it('are gone with the call when they were received before its deletion, whenever they arrive', async () => {
    await startIngest(offsetMs);
    await startProjector();
    await post(update(3));
    await isDone();
    const receivedAt = clock.now();
    await eventually(clock.now.bind(clock), (now) => now > receivedAt + 100);

    await calls.store.delete(CALL);
    await appendLate(update(QUEUED), receivedAt);
    await isDone();

    expect(await calls.store.read(CALL)).toBeUndefined();
    expect(await countMarks()).toBe(0);
  });

  it('make the call anew when they were received after it', async () => {
    await startIngest(offsetMs);
    await startProjector();
    await calls.store.delete(CALL);
    const deletedAt = clock.now();
    await eventually(clock.now.bind(clock), (now) => now > deletedAt + 100);

    await appendLate(update(7), clock.now());
    await isDone();

    expect(await textsOf(CALL)).toHaveLength(7);
  });
});

import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { ulid } from 'ulid';
import { CallStore } from '#call-store';
import { DeadLetters, EventLog } from '#event-log';
import { partitionsOf } from '#service';
import { buildIfStale } from '../support/build-if-stale.js';
import { callLog, type CallLog } from '../support/call-log.js';
import { dumpRedis } from '../support/dump-redis.js';
import { eventually } from '../support/eventually.js';
import { startRedis, type RedisForSpecs } from '../support/redis-for-specs.js';
import { runProjector, type RunningProjector } from '../support/run-projector.js';

const NUMBER = '+1 (555) 010-0123';
const partitions = partitionsOf(16);

let server: RedisForSpecs;
let redis: Redis;
let calls: CallLog;
let projector: RunningProjector;

beforeAll(async () => {
  await buildIfStale();
  server = await startRedis();
  projector = await runProjector(server.url);
  redis = new Redis(server.url);
  calls = callLog(server.url);
}, 300_000);
afterAll(async () => {
  await projector.stop();
  calls.close();
  redis.disconnect();
  await server.stop();
});

/** What the command says, and its exit code. */
function purge(...args: readonly string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['dist/tools/purge.js', ...args],
      { env: { ...process.env, REDIS_URL: server.url } },
      (error, said, complaint) => resolve({ code: Number(error?.code ?? 0), said: said + complaint }),
    );
  });
}

const update = (call: object, text: string) => ({
  message: {
    type: 'conversation-update',
    timestamp: 1_772_702_480_000,
    call,
    messages: [{ messageId: 'user-1', role: 'user', text, timestamp: 1_772_702_480_000 }],
  },
});

describe('a person whose calls are purged by number', () => {
  it('is found first, then gone from everything that Redis holds, and nobody else is', async () => {
    await calls.append(update({ id: 'WC-field', userNumber: '+15550100123' }, 'a markerword'));
    await calls.append(update({ id: 'WC-spoken', userNumber: 'web-Ada' }, 'ring 555 010 0123, a markerword'));
    await calls.append(update({ id: 'WC-other', userNumber: '+15550100999' }, 'somebody else'));
    await new EventLog(redis, partitions).append({
      receipt: ulid(),
      receivedAt: Date.now(),
      type: 'campaign',
      call: undefined,
      path: '/',
      headers: {},
      hash: 'h',
      body: Buffer.from('{"event":"campaign.ended","phone":"15550100123","note":"markerword"}'),
    });
    const letter = { receipt: ulid(), reason: 'r', path: '/', receivedAt: Date.now(), bytes: 3 };
    await new DeadLetters(redis, partitions).add({ ...letter, excerpt: 'to=+15550100123 markerword' });
    await eventually(calls.unfinished, (count) => count === 0);
    const store = new CallStore(redis, partitions, ulid);

    const found = await purge('--number', NUMBER);
    const before = (await dumpRedis(redis)).split('markerword').length - 1;
    const deleted = await purge('--number', NUMBER, '--yes');
    const again = await purge('--number', NUMBER);

    const after = (await dumpRedis(redis)).split('markerword').length - 1;
    console.log(`the person's words stood ${before} times in Redis, and after the purge ${after} times`);
    expect(found.code).toBe(1);
    expect(found.said.split('\n').slice(0, 2).toSorted()).toEqual(['WC-field', 'WC-spoken']);
    expect(found.said).toContain('2 calls, 1 events without a call and 1 dead letters hold it');
    expect(deleted).toMatchObject({ code: 0 });
    expect(again).toEqual({ code: 0, said: 'Nothing holds this number.\n' });
    expect(before).toBeGreaterThan(3);
    expect(after).toBe(0);
    expect(await store.read('WC-other')).toBeDefined();
  }, 120_000);

  it('is asked for properly', async () => {
    expect(await purge()).toMatchObject({ code: 2 });
    expect(await purge('--number', '123')).toMatchObject({ code: 2 });
  });
});

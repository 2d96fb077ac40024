import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import { ulid } from 'ulid';
import { CallRebuild, Deletions } from '#call-store';
import { DeadLetters, encodeEntry, packRecord, Spool } from '#event-log';
import { claimPartitions, Log, readSettings, type Partition } from '#service';
import { createProjector } from '../../apps/projector/create-projector.js';
import { presentProjection } from '../../apps/projector/projection.js';
import { Refolding } from '../../apps/projector/refolding.js';
import { logKeys } from '../../libs/event-log/log-keys.js';
import { buildIfStale } from '../support/build-if-stale.js';
import { callLog, type CallLog } from '../support/call-log.js';
import { dumpRedis } from '../support/dump-redis.js';
import { eventually } from '../support/eventually.js';
import { startRedis, type RedisForSpecs } from '../support/redis-for-specs.js';
import { runIngest } from '../support/run-ingest.js';

const CALL = 'WC-for-good';
/** In everything that is said. */
const MARK = 'MURMUR';

let server: RedisForSpecs;
let calls: CallLog;
let inspector: Redis;
let partitions: readonly Partition[];
let projector: NestFastifyApplication;

beforeAll(buildIfStale, 120_000);
beforeEach(async () => {
  server = await startRedis();
  calls = callLog(server.url);
  inspector = new Redis(server.url);
  partitions = await claimPartitions(calls.redis, 16);
  const log = new Log({ service: 'projector', format: 'json', write: () => undefined });
  const settings = readSettings({ REDIS_URL: server.url });
  projector = await createProjector({ settings, log, nest: { logger: false }, choresEveryMs: 3_600_000 });
}, 60_000);
afterEach(async () => {
  await projector.close();
  calls.close();
  inspector.disconnect();
  await server.stop();
}, 60_000);

/** The call's n-th conversation-update: all that was said until then. */
function update(count: number): unknown {
  const at = Date.UTC(2026, 2, 5, 9, 21, 20);
  const messages = Array.from({ length: count }, (_, index) => ({
    messageId: `m-${index}`,
    role: 'user',
    text: `${MARK} ${index}`,
    timestamp: at + index * 1_000,
  }));
  return { message: { type: 'conversation-update', timestamp: at + count, call: { id: CALL }, messages } };
}

function anEvent(content: unknown, late: boolean) {
  const receivedAt = Date.now() - 60_000;
  const known = { receipt: ulid(receivedAt), receivedAt, path: '/', hash: '', headers: {}, late };
  return { ...known, body: Buffer.from(JSON.stringify(content)), type: 'conversation-update', call: CALL };
}

const isDone = () => eventually(calls.unfinished, (count) => count === 0);
const marksInRedis = async () => (await dumpRedis(inspector)).split(MARK).length - 1;

async function marksOnDisk(): Promise<number> {
  const files = await readdir(server.dataDir, { recursive: true, withFileTypes: true });
  let marks = 0;
  for (const file of files) {
    if (!file.isFile()) continue;
    const content = await readFile(join(file.parentPath, file.name), 'latin1').catch(() => '');
    marks += content.split(MARK).length - 1;
  }
  return marks;
}

describe('a deleted call', () => {
  it('stays deleted through a rebuild, the replay of a spool and an import, in Redis and on disk', async () => {
    const dataDir = join(server.dataDir, 'ingest');
    const spool = await Spool.open({ folder: join(dataDir, 'spool'), instance: ulid(), maxBytes: 1_000_000 });
    for (const content of [update(1), update(6)])
      await spool.append(packRecord({ kind: 'event', event: await encodeEntry(anEvent(content, false)) }));
    await spool.close();
    for (let count = 1; count <= 5; count++) await calls.append(update(count));
    await isDone();
    const { events } = logKeys(calls.store.partitionOf(CALL));
    const unreadable = { id: ulid(), call: CALL, at: `${Date.now()}`, path: '/', enc: '', body: `{"${MARK}` };
    await inspector.xadd(events, '*', ...Object.entries(unreadable).flat());
    await isDone();
    const letters = new DeadLetters(calls.redis, partitions);
    const lettersBefore = (await letters.list(9)).length;
    const before = { redis: await marksInRedis(), disk: await marksOnDisk() };

    await calls.store.delete(CALL);
    const store = new CallRebuild(calls.redis, partitions, ulid);
    const rebuilt = await new Refolding(store, calls.log, presentProjection).refold(CALL, 'any');
    const ingest = await runIngest({ redisUrl: server.url, dataDir });
    await eventually(
      () => readdir(join(dataDir, 'spool'), { recursive: true, withFileTypes: true }),
      (files) => files.every((file) => !file.isFile() || !file.name.endsWith('.segment')),
    );
    for (const content of [update(2), update(9)]) await calls.log.append(anEvent(content, true));
    await isDone();
    await ingest.stop();
    const deletions = new Deletions(calls.redis, partitions);
    const forgotten = await eventually(
      () => deletions.forgetOnDisk(),
      (outcome) => outcome !== 'busy',
    );
    await eventually(marksOnDisk, (marks) => marks === 0);

    const after = { redis: await marksInRedis(), disk: await marksOnDisk() };
    console.log(
      `its words stood ${before.redis} times in Redis and ${before.disk} times on disk, then ${after.redis} and ${after.disk}`,
    );
    expect(lettersBefore).toBe(1);
    expect(await letters.list(9)).toEqual([]);
    expect(before.redis).toBeGreaterThan(5);
    expect(before.disk).toBeGreaterThan(before.redis / 2);
    expect(after).toEqual({ redis: 0, disk: 0 });
    expect(rebuilt).toEqual({ is: 'left', why: 'gone' });
    expect(await calls.store.read(CALL)).toBeUndefined();
    expect(forgotten).toBe('asked');
    expect(await deletions.forgetOnDisk()).toBe('nothing to forget');
  }, 120_000);
});

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewEvent } from '#contracts';
import { archiveStateOf, eventIn, linesOf, stateOf } from '#event-log';
import { partitionsOf } from '#service';
import { maskEvent } from '../../apps/ingest/mask-event.js';
import { maskOfSecrets } from '../../apps/ingest/mask-secrets.js';
import { buildIfStale } from '../support/build-if-stale.js';
import { callLog, type CallLog } from '../support/call-log.js';
import { aCall, aLongCall } from '../support/calls/a-call.js';
import { eventually } from '../support/eventually.js';
import { startProxy } from '../support/proxy.js';
import { startRedis, type RedisForSpecs } from '../support/redis-for-specs.js';
import { runProjector, type RunningProjector } from '../support/run-projector.js';

const partitions = partitionsOf(16);
const calls = [
  ...['archived one', 'archived two', 'archived three'].map((seed) => {
    const { id, events } = aCall({ seed });
    return { id, bodies: events.map(({ body }) => asStored(body)) };
  }),
  longCall(),
];
const bodies = calls.flatMap((call) => call.bodies);
const total = bodies.length;

let folder: string;
let first: RedisForSpecs;
let second: RedisForSpecs;
let archivedLog: CallLog;
let importedLog: CallLog;
let running: RunningProjector | undefined;

beforeAll(async () => {
  await buildIfStale();
  folder = await mkdtemp(join(tmpdir(), 'callboard-archive-'));
  first = await startRedis();
  second = await startRedis();
  archivedLog = callLog(first.url);
  importedLog = callLog(second.url);
}, 240_000);
afterAll(async () => {
  await running?.stop();
  archivedLog.close();
  importedLog.close();
  await first.stop();
  await second.stop();
  await rm(folder, { recursive: true });
}, 60_000);

function longCall() {
  const events = aLongCall({ messages: 60, seed: 'archived and long' });
  return { id: events[0]?.body.message.call.id ?? '', bodies: events.map(({ body }) => asStored(body)) };
}

/** As ingest would have put it into the log: with its credentials masked. */
function asStored(body: unknown): unknown {
  const json = JSON.stringify(body);
  return JSON.parse(maskEvent(Buffer.from(json), json, maskOfSecrets([])).body.toString());
}

/** Killed when it acknowledges for the n-th time: what it wrote is on disk, and Redis does not know. */
async function archiveUntilKilled(count: number): Promise<void> {
  const proxy = await startProxy(first.port);
  const doomed = await runProjector(proxy.url, { ARCHIVE_DIR: folder });
  let acknowledged = 0;
  proxy.decide((direction, bytes) => {
    const isAck = direction === 'request' && /xack/i.test(bytes) && bytes.includes('archiver');
    if (!isAck || ++acknowledged < count) return 'pass';
    doomed.kill();
    return 'drop';
  });
  for (const body of bodies.splice(0, Math.ceil(total / 5))) await archivedLog.append(body);
  expect(await doomed.ended).toBe('SIGKILL');
  await proxy.close();
}
const isArchived = async () => (await archiveStateOf(archivedLog.redis, partitions))?.waitedMs;

async function archived(): Promise<NewEvent[]> {
  const events: NewEvent[] = [];
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith('.gz')) continue;
    const path = join(folder, name);
    for await (const { text } of linesOf(path, (await stateOf(path)) === 'torn' ? 'torn' : 'whole'))
      events.push(eventIn(text ?? ''));
  }
  return events;
}

async function runImport(...places: readonly string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, REDIS_URL: second.url };
    execFile(process.execPath, ['dist/tools/import.js', ...places], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr });
    });
  });
}
const isDone = () => eventually(importedLog.unfinished, (count) => count === 0);
const versions = () => Promise.all(calls.map(async ({ id }) => (await importedLog.store.read(id))?.version));

describe('a projector that archives and is killed, again and again', () => {
  it('has archived every event at least once, byte for byte', async () => {
    for (const count of [1, 1, 2]) await archiveUntilKilled(count);
    running = await runProjector(first.url, { ARCHIVE_DIR: folder });
    for (const body of bodies.splice(0)) await archivedLog.append(body);
    // Claimed from the dead after a while.
    for (let tries = 0; tries < 2 && (await isArchived()) !== 0; tries++)
      await eventually(isArchived, (waitedMs) => waitedMs === 0).catch(() => undefined);
    await running.stop();
    running = undefined;

    const events = await archived();
    const receipts = new Set(events.map(({ receipt }) => receipt));
    const known = await Promise.all(calls.map(({ id }) => archivedLog.store.records(id)));
    const wanted = known.flat().map(({ record }) => record.receipt);
    console.log(
      `${total} events, 3 kills between writing and acknowledging: ${events.length} lines of ${receipts.size} events`,
    );
    expect(wanted).toHaveLength(total);
    expect(receipts).toEqual(new Set(wanted));
    expect(events.length).toBeGreaterThan(total);
    for (const { body, hash } of events) expect(createHash('sha256').update(body).digest('hex')).toBe(hash);
  }, 180_000);
});

describe('an archive that is imported into an empty Redis', () => {
  it('makes every call as it was, each receipt once', async () => {
    running = await runProjector(second.url);

    const { code, said } = await runImport(folder);
    await isDone();

    expect([code, said]).toEqual([0, expect.stringMatching(/events of \d+ files are in the log/)]);
    for (const call of calls) {
      expect(await importedLog.faultsOfCall(call.id, call.bodies)).toEqual([]);
      expect(await importedLog.store.records(call.id)).toHaveLength(call.bodies.length);
    }
  }, 60_000);

  it('changes nothing when it is imported again', async () => {
    const before = await versions();

    const { code } = await runImport(folder);
    await isDone();

    expect(code).toBe(0);
    expect(await versions()).toEqual(before);
    for (const call of calls)
      expect(await importedLog.store.records(call.id)).toHaveLength(call.bodies.length);
  }, 60_000);

  it('does not bring back a call that was deleted', async () => {
    const [deleted, other] = calls;
    await importedLog.store.delete(deleted?.id ?? '');

    const { code } = await runImport(folder);
    await isDone();

    expect(code).toBe(0);
    expect(await importedLog.store.read(deleted?.id ?? '')).toBeUndefined();
    expect(await importedLog.store.read(other?.id ?? '')).toBeDefined();
  }, 60_000);
});

describe('files that are not as they should be', () => {
  it('are read as far as that goes, and told of by file and line', async () => {
    const place = await mkdtemp(join(tmpdir(), 'callboard-import-'));
    const [event] = await archived();
    const line = (changes: object) =>
      `${JSON.stringify({ ...event, body: '{"message":{"type":"hang","call":{"id":"WC-odd"}}}', ...changes })}\n`;
    const secret = { message: { call: { id: 'WC-odd' }, assistantServer: { secret: 'not-to-be-stored' } } };
    await writeFile(
      join(place, 'a.ndjson'),
      `${line({ call: 'WC-odd' })}{"receipt":1}\n\n${line({ call: 'WC-odd', body: secret })}`,
    );
    await writeFile(join(place, 'b.ndjson.gz'), gzipSync(line({ call: 'WC-odd' })));
    await appendFile(
      join(place, 'b.ndjson.gz'),
      gzipSync(line({ call: 'WC-odd', type: 'torn' })).subarray(0, 40),
    );

    const { code, said } = await runImport(place);
    await isDone();
    const positions = (await importedLog.store.records('WC-odd')).flatMap((record) => record.positions);
    const stored = await importedLog.log.read('WC-odd', positions);
    await rm(place, { recursive: true });

    expect(code).toBe(1);
    expect(said).toMatch(/a\.ndjson:2: skipped, its receipt is wrong/);
    expect(said).toMatch(/b\.ndjson\.gz ends in the middle/);
    expect(said).toMatch(/3 events of 2 files are in the log\.\n1 lines were skipped/);
    expect(stored).toHaveLength(3);
    expect(stored.map(({ body }) => body.toString()).join()).not.toContain('not-to-be-stored');
  }, 60_000);

  it('are not looked for where there are none', async () => {
    const nowhere = join(folder, 'nowhere');

    expect(await runImport(nowhere)).toEqual({ code: 2, said: `There is no ${nowhere}.\n` });
    expect((await runImport()).code).toBe(2);
  }, 60_000);
});

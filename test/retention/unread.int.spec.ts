import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptEvents } from '#event-log';
import {
  connectRedis,
  holdingOf,
  Log,
  partitionsOf,
  readSettings,
  RedisClock,
  type RedisClient,
} from '#service';
import { createIngest } from '../../apps/ingest/create-ingest.js';
import { createProjector } from '../../apps/projector/create-projector.js';
import { retentionOf } from '../../apps/projector/retention.js';
import { callLog, type CallLog } from '../support/call-log.js';
import { eventually } from '../support/eventually.js';
import { startRedis, type RedisForSpecs } from '../support/redis-for-specs.js';

const MB = 1024 * 1024;
const SECOND = 1_000;
const partitions = partitionsOf(16);

let server: RedisForSpecs;
let redis: RedisClient;
let clock: RedisClock;
let calls: CallLog;
let dataDir: string;
let ingest: NestFastifyApplication;
let projectors: NestFastifyApplication[] = [];
const logged: string[] = [];
const log = new Log({ service: 'spec', format: 'json', write: (line) => logged.push(line) });

beforeAll(async () => {
  server = await startRedis();
  dataDir = await mkdtemp(join(tmpdir(), 'callboard-unread-'));
  const settings = readSettings({ REDIS_URL: server.url, EVENT_LOG_MAX_MB: '1', DATA_DIR: dataDir });
  redis = connectRedis(settings);
  clock = new RedisClock(redis);
  await clock.start();
  calls = callLog(server.url);
  ingest = await createIngest({ settings, redis, clock, log, nest: { logger: false }, lookEveryMs: 100 });
  await ingest.listen(0, '127.0.0.1');
}, 60_000);
afterAll(async () => {
  await Promise.all(projectors.map((projector) => projector.close()));
  await ingest.close();
  clock.stop();
  calls.close();
  redis.disconnect();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

/** Keeps raw events for a second, and a megabyte of them. */
async function startProjector(): Promise<void> {
  const settings = readSettings({ REDIS_URL: server.url, EVENT_LOG_MAX_MB: '1' });
  const retention = { ...retentionOf(settings), eventAgeMs: SECOND };
  projectors.push(
    await createProjector({ settings, log, nest: { logger: false }, retention, choresEveryMs: 100 }),
  );
}

const bodyOf = (n: number) => ({
  message: {
    type: 'conversation-update',
    timestamp: Date.UTC(2026, 2, 5) + n,
    call: { id: `WC-${n % 40}`, status: 'ongoing' },
    // Not to be compressed away.
    messages: [
      {
        messageId: `m-${n}`,
        role: 'user',
        text: Array.from({ length: 170 }, (_, i) => `${Math.sin(n * 1_000 + i)}`).join(' '),
        timestamp: Date.UTC(2026, 2, 5) + n,
      },
    ],
  },
});
async function post(n: number): Promise<void> {
  const answer = await fetch(`${await ingest.getUrl()}/webhook`, {
    method: 'POST',
    body: JSON.stringify(bodyOf(n)),
  });
  expect(answer.status).toBe(200);
}
const bytesOfLog = async () => (await holdingOf(keptEvents(redis, partitions))).bytes;
const readiness = async (): Promise<unknown> => (await fetch(`${await ingest.getUrl()}/readyz`)).json();

describe('webhooks that come while no projector runs', () => {
  it('fill the log to a fifth over its budget, wait on disk then, and are all there when one runs again', async () => {
    await startProjector();
    await post(0);
    await eventually(calls.unfinished, (count) => count === 0);
    await projectors.pop()?.close();

    let n = 1;
    while (!logged.some((line) => line.includes('"level":"error"'))) await post(n++);
    const posted = n + 60;
    while (n < posted) await post(n++);
    const whileAway = { bytes: await bytesOfLog(), ready: await readiness() };
    const appended = n - 60;
    await startProjector();
    await startProjector();
    await eventually(
      async () => {
        const records = await Promise.all(
          Array.from({ length: 40 }, (_, i) => calls.store.records(`WC-${i}`)),
        );
        return new Set(records.flat().map(({ record }) => record.receipt)).size;
      },
      (count) => count === posted,
    );
    await eventually(bytesOfLog, (bytes) => bytes < MB);

    console.log(
      `${appended} events brought the log over its budget of 1 MB: it stood at ${(whileAway.bytes / MB).toFixed(2)} MB ` +
        `after 60 more; all ${posted} were merged later, and it is at ${((await bytesOfLog()) / MB).toFixed(2)} MB`,
    );
    expect(whileAway.bytes).toBeLessThan(1.4 * MB);
    expect(whileAway.ready).toMatchObject({ status: 'ok', redis: 'up', eventLog: 'over budget' });
    await eventually(readiness, (answer) => JSON.stringify(answer).includes('"eventLog":"ok"'));
    for (let i = 0; i < 40; i++) {
      const said = Array.from({ length: posted }, (_, place) => place).filter((place) => place % 40 === i);
      const stored = await calls.store.read(`WC-${i}`);
      expect(stored?.facts.filter(({ fact }) => fact[0].startsWith('msg:'))).toHaveLength(said.length);
    }
  }, 120_000);
});

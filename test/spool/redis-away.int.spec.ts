import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { buildIfStale } from '../support/build-if-stale.js';
import { callLog, type CallLog } from '../support/call-log.js';
import { eventually } from '../support/eventually.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { startRedis, type RedisForSpecs } from '../support/redis-for-specs.js';
import { runIngest, type RunningIngest } from '../support/run-ingest.js';
import { runProjector, type RunningProjector } from '../support/run-projector.js';
import { percentile, startTraffic, type Answer } from '../support/webhook-traffic.js';

jest.setTimeout(120_000);

const PER_SECOND = 100;
/** As long as the provider waits for an answer. How fast they come is measured by the fault bench, on a quiet machine. */
const SENDER_WAITS_MS = 20_000;

let server: RedisForSpecs;
let proxy: Proxy;
let dataDir: string;
let ingest: RunningIngest;
let projector: RunningProjector;
let calls: CallLog;
let operator: Redis;

beforeAll(async () => {
  await buildIfStale();
  server = await startRedis();
  proxy = await startProxy(server.port);
  dataDir = await mkdtemp(join(tmpdir(), 'callboard-spool-'));
  operator = new Redis(server.url);
  calls = callLog(server.url);
  ingest = await runIngest({ redisUrl: proxy.url, dataDir });
  projector = await runProjector(server.url);
}, 120_000);
afterAll(async () => {
  await ingest.stop();
  await projector.stop();
  calls.close();
  operator.disconnect();
  await proxy.close();
  await server.stop();
  await rm(dataDir, { recursive: true });
});

const health = async (): Promise<unknown> => (await fetch(`${ingest.url}/readyz`)).json();

/** Events of these calls that were projected, and what their rows count as messages. */
async function projected(answers: readonly Answer[]): Promise<{ receipts: number; messages: number }> {
  const receipts = new Set<string>();
  let messages = 0;
  for (const call of new Set(answers.map((answer) => answer.call))) {
    for (const { record } of await calls.store.records(call)) receipts.add(record.receipt);
    const facts = (await calls.store.read(call))?.facts ?? [];
    messages += facts.filter(({ fact: [key] }) => key.startsWith('msg:')).length;
  }
  return { receipts: receipts.size, messages };
}

const faults: readonly (readonly [name: string, ms: number, begin: () => unknown, end: () => unknown])[] = [
  ['killed', 2_000, () => server.kill(), () => server.restart()],
  ['cut off without a word', 4_000, () => proxy.decide(() => 'drop'), () => proxy.release()],
  [
    'full',
    2_000,
    () => operator.config('SET', 'maxmemory', '1mb'),
    () => operator.config('SET', 'maxmemory', '0'),
  ],
  ['a replica', 2_000, () => operator.replicaof('127.0.0.1', 1), () => operator.replicaof('NO', 'ONE')],
  [
    'stopped in its tracks',
    3_000,
    () => operator.call('CLIENT', 'PAUSE', '3000', 'WRITE'),
    () => operator.call('CLIENT', 'UNPAUSE'),
  ],
];

describe.each(faults)('a Redis that is %s under traffic', (name, faultMs, begin, end) => {
  it('costs no event: each is answered 200 while its sender waits, and projected once when Redis is back', async () => {
    const traffic = startTraffic({ url: () => ingest.url, perSecond: PER_SECOND, name });
    await delay(500);
    await begin();
    await delay(faultMs);
    const during = await health();
    await end();
    const backAt = performance.now();
    await delay(500);
    const answers = await traffic.end();

    const counted = await eventually(
      () => projected(answers),
      ({ receipts }) => receipts >= answers.length,
    );
    const tookMs = Math.round(performance.now() - backAt);
    console.log(
      `Redis was ${name} for ${faultMs} ms under ${answers.length} webhooks: answered in ${percentile(answers, 0.5)} ms (p50), ` +
        `${percentile(answers, 0.99)} ms (p99); ${counted.receipts} projected ${tookMs} ms after its return`,
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(percentile(answers, 1)).toBeLessThan(SENDER_WAITS_MS);
    expect(counted).toEqual({ receipts: answers.length, messages: answers.length });
    expect(during).toMatchObject({ status: 'ok', redis: 'down' });
    await eventually(health, (said) => JSON.stringify(said).includes('"spooledBytes":0'));
  });
});

describe('a Redis whose every answer is late', () => {
  it('costs no event, and one that took both ways counts once', async () => {
    const slow = setInterval(() => {
      proxy.release();
      proxy.decide((direction) => (direction === 'reply' ? 'hold' : 'pass'));
    }, 400);
    const traffic = startTraffic({ url: () => ingest.url, perSecond: PER_SECOND, name: 'late' });
    await delay(4_000);
    const answers = await traffic.end();
    clearInterval(slow);
    proxy.release();

    await eventually(health, (said) => JSON.stringify(said).includes('"spooledBytes":0'));
    await eventually(calls.unfinished, (count) => count === 0);
    const counted = await projected(answers);
    const entries = await entriesOf('late');
    console.log(
      `every answer of Redis came 400 ms late: ${answers.length} webhooks answered in ${percentile(answers, 0.5)} ms (p50), ` +
        `${percentile(answers, 0.99)} ms (p99); ${entries} entries of ${counted.receipts} events, ${counted.messages} messages`,
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(entries).toBeGreaterThan(answers.length);
    expect(counted).toEqual({ receipts: answers.length, messages: answers.length });
  });
});

describe('an ingest whose Redis stays away', () => {
  it('holds no more in memory the longer that takes', async () => {
    proxy.decide(() => 'drop');
    const traffic = startTraffic({
      url: () => ingest.url,
      perSecond: PER_SECOND,
      name: 'memory',
      paddingBytes: 20_000,
    });
    await delay(3_000);
    const early = rssOf(ingest.pid);
    await delay(9_000);
    const later = rssOf(ingest.pid);
    const answers = await traffic.end();
    proxy.release();

    console.log(
      `${answers.length} webhooks of 20 KB while Redis was cut off: ${early} MB after 3 s, ${later} MB after 12 s`,
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(later - early).toBeLessThan(80);
    await eventually(
      () => projected(answers),
      ({ receipts }) => receipts === answers.length,
    );
  });
});

async function entriesOf(name: string): Promise<number> {
  let count = 0;
  for (const key of await operator.keys('*:events')) {
    const entries = await operator.xrange(key, '-', '+');
    count += entries.filter(([, fields]) =>
      fields[fields.indexOf('call') + 1]?.startsWith(`${name} `),
    ).length;
  }
  return count;
}

function rssOf(pid: number): number {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1024);
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { buildIfStale } from '../support/build-if-stale.js';
import { eventually } from '../support/eventually.js';
import { startRedis, type RedisForSpecs } from '../support/redis-for-specs.js';
import { runIngest, type IngestWishes, type RunningIngest } from '../support/run-ingest.js';
import { startTraffic, type Answer } from '../support/webhook-traffic.js';

jest.setTimeout(90_000);

let server: RedisForSpecs;
let dataDir: string;
let redis: Redis;
let running: RunningIngest[];

beforeAll(() => buildIfStale(), 120_000);
beforeEach(async () => {
  server = await startRedis();
  dataDir = await mkdtemp(join(tmpdir(), 'callboard-spool-'));
  redis = new Redis(server.url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  running = [];
}, 60_000);
afterEach(async () => {
  await Promise.all(running.map((ingest) => ingest.kill()));
  redis.disconnect();
  await server.stop();
  await rm(dataDir, { recursive: true });
}, 60_000);

async function start(wishes: Partial<IngestWishes> = {}): Promise<RunningIngest> {
  const ingest = await runIngest({ redisUrl: server.url, dataDir, ...wishes });
  running.push(ingest);
  return ingest;
}

async function postFor(ms: number, ingest: RunningIngest, paddingBytes = 0): Promise<readonly Answer[]> {
  const traffic = startTraffic({ url: () => ingest.url, perSecond: 100, name: 'WC', paddingBytes });
  await delay(ms);
  return traffic.end();
}

const stored = (answers: readonly Answer[]): number => answers.filter(({ status }) => status === 200).length;

/** Receipt ids in the log; all entries, those that came twice included. */
async function logged(): Promise<{ receipts: number; entries: number }> {
  const receipts: string[] = [];
  for (const key of await redis.keys('*:events')) {
    for (const [, fields] of await redis.xrange(key, '-', '+')) receipts.push(fields[1] ?? '');
  }
  return { receipts: new Set(receipts).size, entries: receipts.length };
}

describe('an ingest that is killed while events wait on its disk', () => {
  it('has lost none when it is started again', async () => {
    const first = await start();
    await server.kill();
    const answers = await postFor(2_000, first);
    await first.kill();
    await server.restart();

    const startedAt = performance.now();
    await start();
    const found = await eventually(logged, ({ receipts }) => receipts >= answers.length);

    console.log(
      `${answers.length} events waited when ingest was killed; ${found.receipts} were logged ` +
        `${Math.round(performance.now() - startedAt)} ms after it was started again`,
    );
    expect(stored(answers)).toBe(answers.length);
    expect(found.receipts).toBe(answers.length);
  });

  it('has said no to what its disk may not take, and has all that it said yes to', async () => {
    const first = await start({ env: { SPOOL_MAX_MB: '1' } });
    await server.kill();
    const answers = await postFor(3_000, first, 20_000);
    await first.kill();
    await server.restart();

    await start();
    const yes = stored(answers);
    const found = await eventually(logged, ({ receipts }) => receipts >= yes);

    console.log(`1 MB on disk: ${yes} of ${answers.length} events were taken, ${found.receipts} were logged`);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
    expect(found.receipts).toBe(yes);
  });

  it('is helped by another one that shares its disk', async () => {
    const [first, second] = [await start(), await start()];
    await server.kill();
    const answers = [...(await postFor(1_000, first)), ...(await postFor(1_000, second))];
    await first.kill();
    await server.restart();

    const found = await eventually(logged, ({ receipts }) => receipts >= answers.length);

    expect(stored(answers)).toBe(answers.length);
    expect(found.receipts).toBe(answers.length);
    expect(second.logged()).toMatch(/took over \d+ files/);
  });
});

describe('an ingest that is killed while it passes events on', () => {
  it('loses none, and repeats no more than it had under way', async () => {
    const first = await start();
    await server.kill();
    const answers = await postFor(3_000, first);
    await server.restart();
    await eventually(logged, ({ entries }) => entries > 0);
    await first.kill();

    await start();
    const found = await eventually(logged, ({ receipts }) => receipts >= answers.length);

    console.log(`${answers.length} events, killed while they were passed on: ${found.entries} entries`);
    expect(found.receipts).toBe(answers.length);
  });
});

describe('an ingest that is stopped while events wait', () => {
  it('leaves them to the next, before it would be killed', async () => {
    const first = await start();
    await server.kill();
    const answers = await postFor(1_000, first);
    const stoppedAt = performance.now();
    await first.stop();
    const tookMs = performance.now() - stoppedAt;
    await server.restart();

    await start();
    const found = await eventually(logged, ({ receipts }) => receipts >= answers.length);

    expect(await first.ended).toBe(0);
    // What a service gives itself before it ends with work unfinished.
    expect(tookMs).toBeLessThan(10_000);
    expect(found.receipts).toBe(answers.length);
  });
});

describe('an ingest that is started while Redis is away', () => {
  it('takes webhooks at once, and passes them on when Redis comes', async () => {
    await server.kill();
    const ingest = await start();
    const answers = await postFor(1_000, ingest);
    await server.restart();

    const found = await eventually(logged, ({ receipts }) => receipts >= answers.length);

    expect(stored(answers)).toBe(answers.length);
    expect(found).toEqual({ receipts: answers.length, entries: answers.length });
    expect(ingest.logged()).toMatch(/Redis is not there at the start.*clock of this machine/);
  });

  it('ends with what is wrong when the data there are laid out otherwise, and keeps the events', async () => {
    await redis.set('callboard:partitions', '4');
    await server.kill();
    const ingest = await start();
    const answers = await postFor(1_000, ingest);
    await server.restart();

    const code = await ingest.ended;
    const before = await logged();
    await start({ env: { PARTITIONS: '4' } });
    const found = await eventually(logged, ({ receipts }) => receipts >= answers.length);

    expect(code).toBe(1);
    expect(ingest.logged()).toContain('PARTITIONS is 16, but the data in this Redis was laid out for 4');
    expect(before.entries).toBe(0);
    expect(stored(answers)).toBe(answers.length);
    expect(found.receipts).toBe(answers.length);
  });
});

describe('an ingest without a disk to write to', () => {
  it('does not start, and says which setting is wrong', async () => {
    const failure = await start({ dataDir: '/dev/null' }).catch((error: unknown) => String(error));

    expect(failure).toMatch(/DATA_DIR/);
    expect(failure).not.toMatch(/ at .*\.js:/);
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ulid } from 'ulid';
import type { NewEvent } from '#contracts';
import { connectRedis, holdingOf, partitionsOf, trimTogether, type RedisClient } from '#service';
import { eventually } from '../../../test/support/eventually.js';
import { startRedis, type RedisForSpecs } from '../../../test/support/redis-for-specs.js';
import { DeadLetters } from '../dead-letters.js';
import { EventLog } from '../event-log.js';
import { keptEvents } from '../kept-events.js';
import { PROJECTORS } from '../log-group.js';
import { eventIn } from './archive-line.js';
import { archiveStateOf, endArchiving } from './archive-state.js';
import { Archiver } from './archiver.js';

jest.setTimeout(60_000);

const partitions = partitionsOf(4);

let server: RedisForSpecs;
let redis: RedisClient;
let log: EventLog;
let folder: string;
let archivers: Archiver[] = [];
let failures: string[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis({ redisUrl: server.url, redisClusterNodes: [] });
  log = new EventLog(redis, partitions);
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
  folder = await mkdtemp(join(tmpdir(), 'archive-spec-'));
});
afterEach(async () => {
  await Promise.all(archivers.map((archiver) => archiver.stop()));
  [archivers, failures] = [[], []];
  await rm(folder, { recursive: true });
});

function startArchiver(): Archiver {
  const archiver = new Archiver({
    redis,
    partitions,
    folder,
    consumer: ulid(),
    newName: ulid,
    onArchived: () => undefined,
    onUnwritable: (error) => void failures.push(String(error)),
    onLeftOut: (error) => void failures.push(error.message),
    // A machine that has much to do is not what this is about.
    onError: () => undefined,
  });
  archivers.push(archiver);
  archiver.start();
  return archiver;
}

function anEvent(its: Partial<NewEvent> = {}): NewEvent {
  const receivedAt = Date.UTC(2026, 10, 21, 12);
  const known = { type: 'hang', path: '/webhook', hash: '', headers: {}, late: false };
  const body = Buffer.from('{ "message": {"type":"hang"} }');
  return { ...known, receipt: ulid(), call: 'WC-archived', receivedAt, body, ...its };
}

async function append(...events: readonly NewEvent[]): Promise<void> {
  for (const event of events) await log.append(event);
}

/** By `gzip -dc`, as anybody would; of a file that is being written, what is whole of it. */
async function archived(): Promise<NewEvent[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.gz'));
  return names.toSorted().flatMap((name) => {
    const { stdout } = spawnSync('gzip', ['-dc', join(folder, name)], {
      encoding: 'utf8',
      maxBuffer: 100_000_000,
    });
    return stdout.split('\n').slice(0, -1).map(eventIn);
  });
}

const byReceipt = (events: readonly NewEvent[]) =>
  events.toSorted((one, other) => (one.receipt < other.receipt ? -1 : 1));
const untilArchived = () =>
  eventually(
    () => archiveStateOf(redis, partitions),
    (state) => state?.waitedMs === 0,
  );

/** As a projector that is done with all there is. */
async function readAllAsProjector(): Promise<void> {
  for (const partition of partitions) {
    const stream = PROJECTORS.streamOf(partition);
    await redis.xgroup('CREATE', stream, PROJECTORS.name, '$', 'MKSTREAM');
  }
}
const countKept = async () => (await holdingOf(keptEvents(redis, partitions))).count;
const trimAll = () =>
  trimTogether(
    keptEvents(redis, partitions),
    { before: Date.now() + 3_600_000, budgetBytes: 0 },
    new AbortController().signal,
  );

describe('an archive', () => {
  it('has every event, those that stood in the log before it too, by the day of its receipt', async () => {
    const before = Array.from({ length: 20 }, (_, n) => anEvent({ call: `WC-${n}` }));
    const yesterday = anEvent({ receivedAt: Date.UTC(2026, 10, 20, 23, 59), late: true });
    const large = anEvent({ body: Buffer.from(JSON.stringify({ text: 'é"\n'.repeat(20_000) })) });
    const unassigned = anEvent({ call: undefined, type: 'campaign' });
    await append(...before);

    startArchiver();
    startArchiver();
    await append(yesterday, large, unassigned);
    const events = await eventually(archived, ({ length }) => length === 23);

    expect(byReceipt(events)).toEqual(byReceipt([...before, yesterday, large, unassigned]));
    expect((await readdir(folder)).toSorted()).toEqual(['2026-11-20', '2026-11-21']);
    expect((await stat(join(folder, '2026-11-20'))).mode & 0o777).toBe(0o700);
    expect(failures).toEqual([]);
  });

  it('leaves out what can’t be read, which is the dead letters’ own, and buries nothing itself', async () => {
    const [partition] = partitions;
    if (partition === undefined) throw new Error('there are four');
    await redis.xadd(PROJECTORS.streamOf(partition), '*', 'no', 'event');
    const event = anEvent();
    await append(event);

    startArchiver();
    const events = await eventually(archived, ({ length }) => length === 1);
    await untilArchived();

    expect(events).toEqual([event]);
    expect(await redis.xlen(PROJECTORS.streamOf(partition))).toBeGreaterThan(0);
    expect(await new DeadLetters(redis, partitions).list(9)).toEqual([]);
    expect(failures).toEqual([expect.stringMatching(/can't be read: it has no receipt id/)]);
  });

  it('has what was read when it was stopped', async () => {
    await append(anEvent());
    const archiver = startArchiver();
    await eventually(
      () => archiveStateOf(redis, partitions),
      (state) => state?.archivers === 1,
    );

    await archiver.stop();
    startArchiver();

    await eventually(archived, ({ length }) => length === 1);
    await untilArchived();
  });
});

describe('events that are not archived', () => {
  it('are not trimmed, however old they are and however much they take, until they are', async () => {
    await append(...Array.from({ length: 30 }, (_, n) => anEvent({ call: `WC-${n}` })));
    const archiver = startArchiver();
    await eventually(archived, ({ length }) => length === 30);
    await untilArchived();
    await archiver.stop();
    await append(...Array.from({ length: 30 }, (_, n) => anEvent({ call: `WC-${n}` })));
    await readAllAsProjector();

    await trimAll();
    const whileAway = await countKept();
    startArchiver();
    await eventually(archived, ({ length }) => length === 60);
    await untilArchived();
    await trimAll();

    console.log(`60 events, 30 of them archived: trimming left ${whileAway}, then ${await countKept()}`);
    expect(whileAway).toBe(30);
    expect(await countKept()).toBe(0);
  });

  it('may go when archiving was ended', async () => {
    await append(anEvent());
    await startArchiver().stop();
    await append(anEvent());
    await readAllAsProjector();

    await endArchiving(redis, partitions);
    const state = await archiveStateOf(redis, partitions);
    await trimAll();

    expect(state).toBeUndefined();
    expect(await countKept()).toBe(0);
  });
});

const mayMount = canMount();
if (!mayMount) console.log('skipped: a full disk, for only root on Linux may mount one');

(mayMount ? describe : describe.skip)('a disk that is full', () => {
  beforeEach(() => mount(folder, 'size=256k'));
  afterEach(async () => {
    await Promise.all(archivers.map((archiver) => archiver.stop()));
    execFileSync('umount', [folder]);
  });

  it('is told of and tried again; nothing is acknowledged meanwhile, and all is there when there is room', async () => {
    const filler = join(folder, 'filler');
    writeFileSync(filler, Buffer.alloc(240 * 1024));
    const text = Array.from({ length: 4_000 }, (_, i) => Math.sin(i)).join(' ');
    const events = Array.from({ length: 3 }, () => anEvent({ body: Buffer.from(JSON.stringify({ text })) }));
    await append(...events);

    startArchiver();
    await eventually(
      () => failures,
      ({ length }) => length > 1,
    );
    const waiting = await archiveStateOf(redis, partitions);
    rmSync(filler);
    await untilArchived();

    expect(failures[0]).toMatch(/^Error: ENOSPC/);
    expect(waiting?.waitedMs).toBeGreaterThan(0);
    const receipts = new Set((await archived()).map(({ receipt }) => receipt));
    expect(receipts).toEqual(new Set(events.map(({ receipt }) => receipt)));
  });
});

function mount(place: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place], { stdio: 'ignore' });
}

function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'archive-mount-'));
  try {
    mount(place, 'size=64k');
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true });
  }
}

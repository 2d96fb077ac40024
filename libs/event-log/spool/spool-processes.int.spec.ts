import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ulid } from 'ulid';
import { buildIfStale } from '../../../test/support/build-if-stale.js';
import { eventually } from '../../../test/support/eventually.js';
import { Spool } from './spool.js';
import { drain } from './testing/drain.js';
import { runAppender, type Appender } from './testing/run-appender.js';

let folder: string;
let appenders: Appender[] = [];

beforeAll(buildIfStale, 60_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-spec-'));
});
afterEach(async () => {
  for (const appender of appenders) appender.signal('SIGKILL');
  await Promise.all(appenders.map(({ ended }) => ended));
  appenders = [];
  await rm(folder, { recursive: true });
});

const openSpool = (): Promise<Spool> => Spool.open({ folder, instance: ulid(), maxBytes: 1_000_000_000 });

async function anAppender(): Promise<Appender> {
  const appender = runAppender('asked', folder);
  appenders.push(appender);
  await eventually(appender.isOpen, (isOpen) => isOpen);
  return appender;
}

async function append(appender: Appender, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) appender.ask(text);
  await eventually(
    () => appender.confirmed,
    (confirmed) => texts.every((text) => confirmed.includes(text)),
  );
}

/** As `ps` tells it: `T` is stopped. */
async function stateOf({ pid }: Appender): Promise<string> {
  return (await promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)])).stdout.trim();
}

describe('a process that is killed while it appends', () => {
  it('loses nothing that was confirmed, however often its heirs are killed too', async () => {
    // By the line it prints: before its folder is made, when it has adopted, at once after its first record, and later.
    const moments = [1, 2, 3, 50, 200, 400, 3, 2, 600];
    const confirmed: string[] = [];
    for (const moment of moments) {
      const appender: Appender = runAppender('flooding', folder, (count) => {
        if (count === moment) appender.signal('SIGKILL');
      });
      appenders.push(appender);
      expect(await appender.ended).toBe('SIGKILL');
      confirmed.push(...appender.confirmed);
    }

    const heir = await openSpool();
    const segments = await heir.adopt();
    const drained = (await drain(heir)).map((text) => text.trim());
    await heir.close();

    const known = new Set(drained);
    console.log(
      `${moments.length} processes were killed: of ${confirmed.length} confirmed records ` +
        `${confirmed.filter((text) => known.has(text)).length} came out of ${segments} segments, ` +
        `and ${drained.length - confirmed.length} that were not yet confirmed`,
    );
    expect(confirmed.length).toBeGreaterThan(1_000);
    expect(confirmed.filter((text) => !known.has(text))).toEqual([]);
    expect(known.size).toBe(drained.length);
    expect(await readdir(folder)).toEqual([]);
  }, 60_000);

  it('is noticed at once', async () => {
    const appender = await anAppender();
    await append(appender, 'one');
    const heir = await openSpool();

    const whileItLives = await heir.adopt();
    appender.signal('SIGKILL');
    await appender.ended;

    expect(whileItLives).toBe(0);
    expect(await heir.adopt()).toBe(1);
    expect(await drain(heir)).toEqual(['one']);
    await heir.close();
  });
});

describe('a process that is stopped', () => {
  it('keeps what is its own, however often it is asked for, and goes on where it was', async () => {
    const appender = await anAppender();
    await append(appender, 'one');
    appender.signal('SIGSTOP');
    await eventually(
      () => stateOf(appender),
      (state) => state.startsWith('T'),
    );
    appender.ask('two');
    const heirs = await Promise.all([openSpool(), openSpool()]);

    const whileStopped: number[] = [];
    for (let index = 0; index < 300; index += 1)
      for (const heir of heirs) whileStopped.push(await heir.adopt());
    appender.signal('SIGCONT');
    await append(appender, 'three');
    appender.signal('SIGKILL');
    await appender.ended;

    expect(Math.max(...whileStopped)).toBe(0);
    const [heir, other] = heirs;
    expect(await heir.adopt()).toBe(1);
    expect(await other.adopt()).toBe(0);
    expect(await drain(heir)).toEqual(['one', 'two', 'three']);
    await Promise.all(heirs.map((each) => each.close()));
  });

  it('does not keep those that ask from ending', async () => {
    const appender = await anAppender();
    appender.signal('SIGSTOP');
    await eventually(
      () => stateOf(appender),
      (state) => state.startsWith('T'),
    );

    const asking = runAppender('flooding', folder, (count) => {
      if (count === 3) asking.signal('SIGTERM');
    });
    appenders.push(asking);

    expect(await asking.ended).toBe('SIGTERM');
  });
});

describe('a process that has nothing else to do', () => {
  it('is not held by its spool', async () => {
    const idle = runAppender('idle', folder);
    appenders.push(idle);

    expect(await idle.ended).toBe(0);
  });
});

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { Spool, SpoolUnusable } from './spool.js';
import { drain } from './testing/drain.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-spec-'));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const openSpool = (): Promise<Spool> =>
  Spool.open({ folder: join(folder, 'spool'), instance: ulid(), maxBytes: 1_000_000_000 });

/** What every open file does to sync, watched or made to fail: no disk fails when it is asked to. */
async function watchSyncs() {
  const handle = await open(folder);
  const files: { datasync(): Promise<void> } = Object.getPrototypeOf(handle);
  await handle.close();
  return jest.spyOn(files, 'datasync');
}

describe('many appends at once', () => {
  it('share a sync', async () => {
    const spool = await openSpool();
    const syncs = await watchSyncs();
    const appendOn = async (): Promise<void> => {
      for (let index = 0; index < 50; index += 1) await spool.append(Buffer.alloc(2_000));
    };

    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 64 }, appendOn));

    const ms = performance.now() - startedAt;
    console.log(`3200 appends, 64 at a time: ${syncs.mock.calls.length} syncs, ${ms.toFixed(0)} ms`);
    expect(syncs.mock.calls.length).toBeLessThan(3_200 / 16);
    expect(await drain(spool)).toHaveLength(3_200);
    await spool.close();
  });

  it('that never come sync nothing', async () => {
    const spool = await openSpool();
    const syncs = await watchSyncs();

    for (let index = 0; index < 10; index += 1) await spool.adopt();

    expect(syncs.mock.calls).toHaveLength(0);
    await spool.close();
  });
});

describe('a disk that could not write', () => {
  it('is not believed when it is asked again: others are written anew, and what was confirmed stays', async () => {
    const spool = await openSpool();
    await spool.append(Buffer.from('one'));
    const syncs = await watchSyncs();
    syncs.mockRejectedValueOnce(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }));

    const outcomes = await Promise.allSettled(
      ['two', 'three'].map((text) => spool.append(Buffer.from(text))),
    );
    await spool.append(Buffer.from('four'));

    const first = await spool.takeOldest();
    await spool.append(Buffer.from('five'));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(first?.name).toMatch(/00000001\.segment$/);
    expect(await drain(spool)).toEqual(['one', 'four', 'five']);
    await spool.close();
  });
});

const mayMount = canMount();
if (!mayMount) console.log('skipped: a full and a read-only disk, for only root on Linux may mount one');

(mayMount ? describe : describe.skip)('a disk', () => {
  beforeEach(() => {
    mount(folder, 'size=512k');
  });
  afterEach(() => {
    execFileSync('umount', [folder]);
  });

  it('that is full refuses what it has no room for, loses nothing else, and takes more when there is room', async () => {
    const spool = await openSpool();
    const names = Array.from({ length: 60 }, (_, index) => String(index).padStart(2));
    const outcomes: PromiseSettledResult<void>[] = [];
    for (const pair of names.filter((_, index) => index % 2 === 0)) {
      const both = [pair, String(Number(pair) + 1).padStart(2)];
      outcomes.push(
        ...(await Promise.allSettled(both.map((name) => spool.append(Buffer.from(name.padEnd(15_000)))))),
      );
    }

    const confirmed = names.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    const codes = new Set(outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : [])));
    const drained = (await drain(spool)).map((text) => text.slice(0, 2));
    console.log(
      `a disk of 512 KB: ${confirmed.length} of 60 records were confirmed, ${drained.length} came out`,
    );
    expect([...codes]).toEqual(['ENOSPC']);
    expect(drained).toEqual(confirmed);
    await spool.append(Buffer.from('again'));
    expect(await drain(spool)).toEqual(['again']);
    await spool.close();
  });

  it('that may only be read is refused with a sentence', async () => {
    execFileSync('mount', ['-o', 'remount,ro', folder]);

    await expect(openSpool()).rejects.toThrow(SpoolUnusable);
    await expect(openSpool()).rejects.toThrow(/can't be written.*DATA_DIR/);
  });
});

function mount(place: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place], { stdio: 'ignore' });
}

function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'spool-mount-'));
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

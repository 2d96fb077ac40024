import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { Spool, SpoolFull, SpoolUnusable, type SpoolOptions } from '../index.js';
import { drain, textsOf } from './testing/drain.js';

const MB = 1024 * 1024;
let place: string;
let folder: string;
let spools: Spool[] = [];

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'spool-spec-'));
  folder = join(place, 'data', 'spool');
});
afterEach(async () => {
  await Promise.all(spools.map((spool) => spool.close()));
  spools = [];
  await rm(place, { recursive: true });
});

async function openSpool(options: Partial<SpoolOptions> = {}): Promise<Spool> {
  const spool = await Spool.open({ folder, instance: ulid(), maxBytes: 64 * MB, ...options });
  spools.push(spool);
  return spool;
}

async function segmentFiles(): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => file.endsWith('.segment')).map((file) => join(folder, file));
}

describe('a spool', () => {
  it('gives what was appended, in order, and is empty when that was removed', async () => {
    const spool = await openSpool();

    await Promise.all(['one', '', 'three'].map((text) => spool.append(Buffer.from(text))));

    expect(spool.isEmpty).toBe(false);
    expect(await drain(spool)).toEqual(['one', '', 'three']);
    expect(spool.isEmpty).toBe(true);
    expect(spool.bytes).toBe(0);
    expect(await spool.takeOldest()).toBeUndefined();
  });

  it('leaves no trace when it is closed empty, and makes no file before it is needed', async () => {
    const spool = await openSpool();
    const files = await readdir(folder, { recursive: true });
    await spool.append(Buffer.from('one'));
    await drain(spool);
    await spool.close();

    expect(files.filter((file) => file.includes('.segment'))).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('gives a segment until it is removed, and appends go on elsewhere meanwhile', async () => {
    const spool = await openSpool();
    await spool.append(Buffer.from('one'));

    const first = await spool.takeOldest();
    await spool.append(Buffer.from('two'));
    const again = await spool.takeOldest();

    expect(again?.name).toBe(first?.name);
    expect(again === undefined ? [] : await textsOf(again)).toEqual(['one']);
    expect(await drain(spool)).toEqual(['one', 'two']);
  });

  it('begins a new segment when one has grown enough', async () => {
    const spool = await openSpool({ segmentBytes: 1_000 });

    for (let index = 0; index < 30; index += 1) await spool.append(Buffer.alloc(100, 'x'));

    expect((await segmentFiles()).length).toBe(4);
    expect(await drain(spool)).toHaveLength(30);
  });

  it('can be read by its user alone', async () => {
    const spool = await openSpool();

    await spool.append(Buffer.from('one'));

    const modes = [
      folder,
      ...(await readdir(folder)).map((name) => join(folder, name)),
      ...(await segmentFiles()),
    ];
    expect(
      await Promise.all(modes.map(async (path) => ((await stat(path)).mode & 0o777).toString(8))),
    ).toEqual(['700', '700', '600']);
  });

  it('takes a record of many megabytes beside small ones', async () => {
    const spool = await openSpool({ maxBytes: 200 * MB });
    const large = Buffer.alloc(100 * MB, 'large ');

    await Promise.all(
      [Buffer.from('one'), large, Buffer.from('three')].map((record) => spool.append(record)),
    );

    const sizes = (await drain(spool)).map((text) => text.length);
    expect(sizes).toEqual([3, 100 * MB, 5]);
  });

  it('takes nothing after it was closed', async () => {
    const spool = await openSpool();
    await spool.close();

    await expect(spool.append(Buffer.from('one'))).rejects.toThrow('closed');
  });
});

describe('a spool that is full', () => {
  it('says so, keeps what it has, and takes more once a segment was removed', async () => {
    const spool = await openSpool({ maxBytes: 10_000, segmentBytes: 2_000 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => spool.append(Buffer.alloc(1_000, String(index % 10)))),
    );
    const kept = outcomes.filter(({ status }) => status === 'fulfilled').length;

    const refusals = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(kept).toBe(9);
    expect(refusals.every((reason) => reason instanceof SpoolFull)).toBe(true);
    expect(spool.bytes).toBeLessThanOrEqual(10_000);
    await (await spool.takeOldest())?.remove();
    await spool.append(Buffer.alloc(1_000, 'x'));
    expect((await drain(spool)).at(-1)).toBe('x'.repeat(1_000));
  });

  it('adopts all the same, and is full until that is drained', async () => {
    const gone = await openSpool();
    await gone.append(Buffer.alloc(20_000));
    await gone.close();
    const spool = await openSpool({ maxBytes: 10_000 });

    expect(await spool.adopt()).toBe(1);
    await expect(spool.append(Buffer.from('one'))).rejects.toThrow(SpoolFull);
    await drain(spool);
    await spool.append(Buffer.from('one'));
    expect(await drain(spool)).toEqual(['one']);
  });
});

describe('a spool that was closed with records in it', () => {
  it('is taken over by another, whole', async () => {
    const gone = await openSpool({ segmentBytes: 1_000 });
    for (let index = 0; index < 30; index += 1) await gone.append(Buffer.from(`${index}`.padEnd(100)));
    await gone.close();
    const heir = await openSpool();

    const count = await heir.adopt();

    expect(count).toBe(4);
    expect(heir.bytes).toBe(gone.bytes);
    expect(await heir.adopt()).toBe(0);
    expect((await drain(heir)).map(Number)).toEqual(Array.from({ length: 30 }, (_, index) => index));
    await heir.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over from heir to heir without lying ever deeper', async () => {
    const depths: number[] = [];
    for (let index = 0; index < 6; index += 1) {
      const spool = await openSpool();
      await spool.adopt();
      await spool.append(Buffer.from(String(index)));
      await spool.close();
      depths.push(
        Math.max(...(await segmentFiles()).map((file) => file.slice(folder.length).split('/').length - 1)),
      );
    }
    const last = await openSpool();

    expect(await last.adopt()).toBe(6);
    expect(Math.max(...depths)).toBe(3);
    expect(await drain(last)).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  it('goes to one of many who want it', async () => {
    for (let index = 0; index < 8; index += 1) {
      const gone = await openSpool();
      await gone.append(Buffer.from(String(index)));
      await gone.close();
    }
    const heirs = await Promise.all(Array.from({ length: 5 }, () => openSpool()));

    const counts = await Promise.all(heirs.map((heir) => heir.adopt()));

    const drained = (await Promise.all(heirs.map(drain))).flat();
    console.log(`8 segments went to 5 who wanted them at once: ${counts.join(', ')}`);
    expect(drained.toSorted()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  it('may have been half made', async () => {
    await mkdir(join(folder, `.new-${ulid()}-1`), { recursive: true });
    const spool = await openSpool();

    expect(await spool.adopt()).toBe(0);

    await spool.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is opened beside others that clear up at the same moment', async () => {
    const clearing = await openSpool();
    const over = new AbortController();
    const clear = async (): Promise<void> => {
      while (!over.signal.aborted) await clearing.adopt();
    };
    const cleared = clear();

    const opened: Spool[] = [];
    for (let index = 0; index < 100; index += 1) {
      const spool = await openSpool();
      await spool.append(Buffer.from(String(index)));
      opened.push(spool);
    }
    over.abort();
    await cleared;

    expect(clearing.isEmpty).toBe(true);
    const drained = await Promise.all(opened.map(drain));
    expect(drained.flat()).toHaveLength(100);
  });
});

describe('a damaged segment', () => {
  it('gives what is intact, says what is not, and is put aside instead of removed', async () => {
    const spool = await openSpool();
    for (const text of ['one', 'two', 'three']) await spool.append(Buffer.from(text));
    const bytes = await damage((all) => all.indexOf('two'));

    const segment = await spool.takeOldest();
    const texts = segment === undefined ? [] : await textsOf(segment);
    await segment?.remove();

    const kept = segment?.damage?.keptAs ?? '';
    expect(texts).toEqual(['one', 'three']);
    expect(segment?.damage).toMatchObject({ places: 1, bytes: 23 });
    expect(await readFile(kept)).toEqual(bytes);
    expect(spool.isEmpty).toBe(true);
    await spool.close();
    const heir = await openSpool();
    expect(await heir.adopt()).toBe(0);
    expect(await readFile(kept)).toEqual(bytes);
  });

  it('that is gone altogether stands in the way of nothing', async () => {
    const spool = await openSpool({ segmentBytes: 10 });
    for (const text of ['one', 'two']) await spool.append(Buffer.from(text));
    const [path = ''] = await segmentFiles();
    await rm(path);

    const segment = await spool.takeOldest();

    expect(segment === undefined ? undefined : await textsOf(segment)).toEqual([]);
    expect(segment?.damage).toMatchObject({ places: 1 });
    await segment?.remove();
    expect(await drain(spool)).toEqual(['two']);
  });
});

describe('a folder', () => {
  it('whose path is longer than a socket may be is as good as any', async () => {
    folder = join(place, 'a-rather-long-name-of-a-folder-'.repeat(5), 'spool');
    const linksBefore = await shortWays();
    const gone = await openSpool();
    await gone.append(Buffer.from('one'));
    const heir = await openSpool();

    expect(await heir.adopt()).toBe(0);
    await gone.close();
    expect(await heir.adopt()).toBe(1);
    expect(await drain(heir)).toEqual(['one']);
    expect(await shortWays()).toEqual(linksBefore);
  });

  it('that is a file is refused with a sentence', async () => {
    await mkdir(join(place, 'data'));
    await writeFile(folder, '');

    await expect(openSpool()).rejects.toThrow(SpoolUnusable);
    await expect(openSpool()).rejects.toThrow(/a file stands in its way.*DATA_DIR/);
  });

  it('with things in it that are not ours is left as it is', async () => {
    await mkdir(join(folder, 'lost+found'), { recursive: true });
    await writeFile(join(folder, 'notes.txt'), 'mine');
    const spool = await openSpool();

    expect(await spool.adopt()).toBe(0);

    await spool.close();
    expect((await readdir(folder)).toSorted()).toEqual(['lost+found', 'notes.txt']);
  });
});

async function shortWays(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('callboard-socket-'));
}

/** Turns a bit of the one segment there is; resolves with what it holds then. */
async function damage(at: (bytes: Buffer) => number): Promise<Buffer> {
  const [path = ''] = await segmentFiles();
  const bytes = await readFile(path);
  const position = at(bytes);
  bytes[position] = (bytes[position] ?? 0) ^ 0x10;
  await writeFile(path, bytes);
  return bytes;
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { linesOf, stateOf } from './read-archive.js';

jest.setTimeout(60_000);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-spec-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function read(name: string, bytes: Buffer) {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const state = await stateOf(path);
  if (state === 'damaged') throw new Error('it is damaged');
  const lines: (string | undefined)[] = [];
  for await (const { text } of linesOf(path, state)) lines.push(text);
  return { state, lines };
}

/** Large and not to be compressed away: what is read in one go is less than a file. */
const lineOf = (n: number): string =>
  `${n} ${Array.from({ length: 300 }, (_, i) => Math.sin(n * 300 + i)).join(' ')}`;
const memberOf = (...lines: readonly string[]): Buffer => gzipSync(lines.map((line) => `${line}\n`).join(''));
const many = Array.from({ length: 40 }, (_, n) => lineOf(n));

describe('a file of an archive', () => {
  it('is read through all its members', async () => {
    const bytes = Buffer.concat(many.map((line) => memberOf(line)));

    expect(await read('a.ndjson.gz', bytes)).toEqual({ state: 'whole', lines: many });
  });

  it('that is torn is read up to its tear, which may be anywhere, and tells of it', async () => {
    const whole = Buffer.concat(many.map((line) => memberOf(line)));
    const last = memberOf(lineOf(99), lineOf(100));

    for (const bytes of [1, 2, 9, 11, last.length >> 1, last.length - 9, last.length - 1]) {
      const { state, lines } = await read('a.ndjson.gz', Buffer.concat([whole, last.subarray(0, bytes)]));

      expect(state).toBe('torn');
      expect(lines.slice(0, many.length)).toEqual(many);
      expect([[], [lineOf(99)], [lineOf(99), lineOf(100)]]).toContainEqual(lines.slice(many.length));
    }
  });

  it('that is damaged tells of it', async () => {
    const path = join(folder, 'a.ndjson.gz');
    const damaged = memberOf(...many);
    damaged.fill(0xff, damaged.length >> 1, (damaged.length >> 1) + 64);
    await writeFile(path, damaged);

    expect(await stateOf(path)).toBe('damaged');
  });

  it('may be plain, and end without the end of a line', async () => {
    expect(await read('a.ndjson', Buffer.from('one\n\ntwo'))).toEqual({
      state: 'whole',
      lines: ['one', '', 'two'],
    });
  });

  it('may be empty, as when its writer died before it wrote', async () => {
    expect(await read('a.ndjson.gz', Buffer.alloc(0))).toEqual({ state: 'whole', lines: [] });
  });

  it('tells a line that is no text from one that is', async () => {
    expect(await read('a.ndjson', Buffer.from([0x61, 0x0a, 0xff, 0x0a, 0x62, 0x0a]))).toEqual({
      state: 'whole',
      lines: ['a', undefined, 'b'],
    });
  });
});

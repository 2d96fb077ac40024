import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { takeLock } from './start-lock.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'callboard-lock-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

describe('a data folder', () => {
  it('is refused while a live process holds it, and says which', async () => {
    await writeFile(join(dataDir, 'start.pid'), `${process.ppid}\n`);

    await expect(takeLock(dataDir)).rejects.toThrow(`already runs on ${dataDir} (process ${process.ppid})`);
  });

  it.each([
    ['whose holder was killed', '999999999\n'],
    ['whose note was cut off', ''],
  ])('%s is taken over', async (_state, note) => {
    await writeFile(join(dataDir, 'start.pid'), note);

    await takeLock(dataDir);

    expect(await readFile(join(dataDir, 'start.pid'), 'utf8')).toBe(`${process.pid}\n`);
  });

  it('is free again once it was given free', async () => {
    const giveFree = await takeLock(dataDir);
    await giveFree();

    await expect(takeLock(dataDir)).resolves.toBeDefined();
  });
});

import { readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf } from '#service';
import { OWNER_SOCKET, OwnerProbe } from './owner-probe.js';
import { HEADER_BYTES } from './segment-format.js';
import { syncFolder } from './sync-folder.js';

export interface FoundSegment {
  readonly path: string;
  readonly bytes: number;
}

/** Folders of processes, finished or not; whatever else lies there is not ours to touch. */
const OF_A_PROCESS = /^(\.new-)?[\w-]+$/;
/** Somebody was quicker; or one of that name is here already; or it is another user's. */
const NOT_NOW = new Set<unknown>(['ENOENT', 'ENOTEMPTY', 'EEXIST', 'EACCES', 'EPERM']);

export function isProcessName(name: string): boolean {
  return OF_A_PROCESS.test(name) && !name.startsWith('.');
}

/** Takes over what processes that are gone have left, into the own folder, where it is left to others in turn. */
export class Adoption {
  private readonly probe = new OwnerProbe();
  private readonly listed = new Set<string>();

  constructor(private readonly own: string) {}

  /** Hands on each segment once; resolves with how many there were. */
  async adopt(take: (segment: FoundSegment) => void): Promise<number> {
    const spool = dirname(this.own);
    const others = (await foldersIn(spool)).filter((folder) => folder !== this.own);
    let isChanged = false;
    for (const folder of others) {
      if (!(await this.probe.isGone(folder))) continue;
      isChanged = (await moveInto(this.own, folder)) || isChanged;
    }
    while (await this.flatten()) isChanged = true;
    if (isChanged) {
      await syncFolder(this.own);
      await syncFolder(spool);
    }
    return this.list(take);
  }

  close(): void {
    this.probe.close();
  }

  /** A dead one may have adopted others: they move up beside it. Whether there were any. */
  private async flatten(): Promise<boolean> {
    let hasMoved = false;
    for (const adopted of await foldersIn(this.own)) {
      for (const nested of await foldersIn(adopted)) {
        hasMoved = (await moveInto(this.own, nested)) || hasMoved;
      }
    }
    return hasMoved;
  }

  private async list(take: (segment: FoundSegment) => void): Promise<number> {
    let count = 0;
    for (const folder of await foldersIn(this.own)) {
      if (this.listed.has(folder)) continue;
      const segments = await segmentsIn(folder);
      if (segments.length === 0) {
        await rmdir(folder).catch(() => undefined);
        continue;
      }
      this.listed.add(folder);
      for (const segment of segments) take(segment);
      count += segments.length;
    }
    return count;
  }
}

/** One step, so of two who try one alone succeeds. */
async function moveInto(target: string, folder: string): Promise<boolean> {
  try {
    await rename(folder, join(target, basename(folder)));
    return true;
  } catch (error) {
    if (NOT_NOW.has(codeOf(error))) return false;
    throw error;
  }
}

/** Of one that was removed meanwhile, none. */
async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() && OF_A_PROCESS.test(entry.name))
    .map(({ name }) => join(folder, name));
}

async function segmentsIn(folder: string): Promise<FoundSegment[]> {
  await rm(join(folder, OWNER_SOCKET), { force: true });
  const found: FoundSegment[] = [];
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.segment'))) {
    const path = join(folder, name);
    const { size } = await stat(path);
    if (size > HEADER_BYTES) found.push({ path, bytes: size });
    else await rm(path, { force: true });
  }
  return found;
}

import { open, rename, rm, rmdir, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf } from '#service';
import { readSegment, type Damage, type SegmentBytes } from './read-segment.js';
import { syncFolder } from './sync-folder.js';

/** A part of the spool that nobody writes to any more. It may turn out to hold no intact record. */
export interface SpoolSegment {
  readonly name: string;
  /** The intact ones, in order. Rejects where they can't be read for now; then they may be read again from the start. */
  records(): AsyncIterable<Buffer>;
  /**
   * What `records()` has come upon, once it was read to its end: records that were written and are lost, which somebody
   * should hear of. A tail torn by a death is none.
   */
  readonly damage: SegmentDamage | undefined;
  /** All of it is safe elsewhere. A damaged one is not removed but put aside, never to be read again. */
  remove(): Promise<void>;
}

export interface SegmentDamage extends Damage {
  /** Where the file lies once it was removed. */
  readonly keptAs: string;
}

/** Reading it again won't help: it is gone, or the disk can't read it. */
const HOPELESS = new Set<unknown>(['ENOENT', 'EIO']);

export class StoredSegment implements SpoolSegment {
  readonly name: string;
  private found: Damage = { places: 0, bytes: 0 };

  /** `aside`: the folder where damaged ones are kept. */
  constructor(
    readonly path: string,
    readonly bytes: number,
    private readonly aside: string,
    private readonly onRemoved: (segment: StoredSegment) => void,
  ) {
    this.name = nameOf(path);
  }

  get damage(): SegmentDamage | undefined {
    return this.found.places === 0 ? undefined : { ...this.found, keptAs: this.keptAs };
  }

  async *records(): AsyncGenerator<Buffer, void, undefined> {
    let given = 0;
    try {
      const file = await open(this.path);
      try {
        const reading = readSegment(await bytesOf(file));
        for (let next = await reading.next(); ; next = await reading.next()) {
          if (next.done === true) {
            this.found = next.value;
            return;
          }
          yield next.value;
          given += next.value.length;
        }
      } finally {
        await file.close();
      }
    } catch (error) {
      if (!HOPELESS.has(codeOf(error))) throw error;
      this.found = { places: 1, bytes: this.bytes - given };
    }
  }

  async remove(): Promise<void> {
    if (this.damage === undefined) {
      await rm(this.path, { force: true });
    } else {
      await rename(this.path, this.keptAs).catch(ignoreGone);
      await syncFolder(this.aside);
    }
    await syncFolder(dirname(this.path)).catch(ignoreGone);
    // Of an adopted folder this may have been the last; the own one is never empty, for the socket is in it.
    await rmdir(dirname(this.path)).catch(() => undefined);
    this.onRemoved(this);
  }

  private get keptAs(): string {
    return join(this.aside, this.name.replace('/', '-').replace(/\.segment$/, '.damaged'));
  }
}

/** The process that wrote it, and its number: they sort by the start of the processes, and then as they were written. */
function nameOf(path: string): string {
  return `${basename(dirname(path))}/${basename(path)}`;
}

async function bytesOf(file: FileHandle): Promise<SegmentBytes> {
  const { size } = await file.stat();
  return {
    size,
    async read(position, length) {
      const bytes = Buffer.allocUnsafe(length);
      let read = 0;
      while (read < length) {
        const { bytesRead } = await file.read(bytes, read, length - read, position + read);
        if (bytesRead === 0)
          throw new Error(`a segment ends at byte ${position + read}, before its size of ${size}`);
        read += bytesRead;
      }
      return bytes;
    },
  };
}

function ignoreGone(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error;
}

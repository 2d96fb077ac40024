import { randomBytes } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { encodeHead, encodeHeader, HEAD_BYTES, HEADER_BYTES, MARKER_BYTES } from './segment-format.js';
import { syncFolder } from './sync-folder.js';

/** What a record takes on disk. */
export const bytesOnDisk = (record: Buffer): number => HEAD_BYTES + record.length;

/**
 * A segment that is being written. After a write that failed it is only good for being sealed: the kernel tells once
 * that a page could not be written and then takes it for clean, so a second sync would lie.
 */
export class SegmentWriter {
  private confirmed = 0;
  private hasFailed = false;

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
    private readonly marker: Buffer,
  ) {}

  static async create(path: string): Promise<SegmentWriter> {
    return new SegmentWriter(path, await open(path, 'ax', 0o600), randomBytes(MARKER_BYTES));
  }

  /** Known to be on disk. */
  get bytes(): number {
    return this.confirmed;
  }

  /** Resolves when all of them are on disk; rejects with the disk's error, and any part of them may be there. */
  async write(records: readonly Buffer[]): Promise<void> {
    const isFirst = this.confirmed === 0;
    const parts = records.flatMap((record) => [encodeHead(this.marker, record), record]);
    if (isFirst) parts.unshift(encodeHeader(this.marker));
    try {
      await writeAll(this.file, parts);
      await this.file.datasync();
      if (isFirst) await syncFolder(dirname(this.path));
    } catch (error) {
      this.hasFailed = true;
      throw error;
    }
    this.confirmed += records.reduce((sum, record) => sum + bytesOnDisk(record), isFirst ? HEADER_BYTES : 0);
  }

  /**
   * Nothing is written to it any more. What a failed write left is cut off to make room, if the disk lets us: a reader
   * copes with it. Never rejects.
   */
  async seal(): Promise<void> {
    if (this.hasFailed) await this.file.truncate(this.confirmed).catch(() => undefined);
    await this.file.close().catch(() => undefined);
    if (this.confirmed === 0) await rm(this.path, { force: true }).catch(() => undefined);
  }
}

/** A disk that is nearly full takes a part first, and says why it takes no more when it is given the rest. */
async function writeAll(file: FileHandle, parts: readonly Buffer[]): Promise<void> {
  let left = parts.filter((part) => part.length > 0);
  while (left.length > 0) {
    const { bytesWritten } = await file.writev(left);
    left = partsAfter(left, bytesWritten);
  }
}

function partsAfter(parts: readonly Buffer[], bytes: number): Buffer[] {
  let skip = bytes;
  return parts.flatMap((part) => {
    const skipped = Math.min(skip, part.length);
    skip -= skipped;
    return skipped === part.length ? [] : [part.subarray(skipped)];
  });
}

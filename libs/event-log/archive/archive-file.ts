import { open, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../spool/sync-folder.js';

/**
 * A file of an archive that is being written. After a write that failed it is only good for being sealed: the kernel
 * tells once that a page could not be written and then takes it for clean, so a second sync would lie.
 */
export class ArchiveFile {
  private confirmed = 0;
  private hasFailed = false;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  /** Health data: its owner's alone. */
  static async create(path: string): Promise<ArchiveFile> {
    return new ArchiveFile(path, await open(path, 'ax', 0o600));
  }

  /** Known to be on disk. */
  get bytes(): number {
    return this.confirmed;
  }

  /** Resolves when all of it is on disk. */
  async append(bytes: Buffer): Promise<void> {
    try {
      await this.file.appendFile(bytes);
      await this.file.datasync();
      if (this.confirmed === 0) await syncFolder(dirname(this.path));
    } catch (error) {
      this.hasFailed = true;
      throw error;
    }
    this.confirmed += bytes.length;
  }

  /** Nothing is written to it any more. What a failed write left is cut off, if the disk lets us. Never rejects. */
  async seal(): Promise<void> {
    if (this.hasFailed) await this.file.truncate(this.confirmed).catch(() => undefined);
    await this.file.close().catch(() => undefined);
    if (this.confirmed === 0) await rm(this.path, { force: true }).catch(() => undefined);
  }
}

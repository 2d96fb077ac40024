import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { syncFolder } from '../spool/sync-folder.js';
import { ArchiveFile } from './archive-file.js';

export interface ArchiveFolderOptions {
  readonly folder: string;
  /** Never used by another, now or ever: nothing is appended to a file of a process that died. */
  readonly instance: string;
  /** A file that has grown so large is followed by another. */
  readonly fileBytes?: number;
}

const FILE_BYTES = 64 * 1024 * 1024;
/** Events of other days than today come by a detour. */
const MOST_OPEN = 8;
const compress = promisify(gzip);

/**
 * Where an archive is written: `<day>/<instance>-<n>.ndjson.gz`. Each write is a gzip member of its own, complete and
 * synced, so a file is readable up to its last one whatever happened to who wrote it.
 */
export class ArchiveFolder {
  /** By day; the one that was written last stands last. */
  private readonly files = new Map<string, ArchiveFile>();
  private count = 0;

  constructor(private readonly options: ArchiveFolderOptions) {}

  /** Makes the folder; rejects where nothing can be kept. */
  async prepare(): Promise<void> {
    await mkdir(this.options.folder, { recursive: true, mode: 0o700 });
  }

  /** Resolves with the bytes it took, when the lines are on disk; rejects with the disk's error. */
  async write(day: string, lines: readonly string[]): Promise<number> {
    const member = await compress(Buffer.from(lines.map((line) => `${line}\n`).join('')));
    const file = this.files.get(day) ?? (await this.create(day));
    this.files.delete(day);
    try {
      await file.append(member);
    } catch (error) {
      await file.seal();
      throw error;
    }
    if (file.bytes >= (this.options.fileBytes ?? FILE_BYTES)) await file.seal();
    else this.files.set(day, file);
    await this.sealOldest(MOST_OPEN);
    return member.length;
  }

  /** Never rejects. */
  async close(): Promise<void> {
    await this.sealOldest(0);
  }

  private async create(day: string): Promise<ArchiveFile> {
    const { folder, instance } = this.options;
    const dayFolder = join(folder, day);
    const made = await mkdir(dayFolder, { recursive: true, mode: 0o700 });
    if (made !== undefined) await syncFolder(folder);
    return ArchiveFile.create(join(dayFolder, `${instance}-${++this.count}.ndjson.gz`));
  }

  private async sealOldest(leaving: number): Promise<void> {
    for (const [day, file] of this.files) {
      if (this.files.size <= leaving) return;
      this.files.delete(day);
      await file.seal();
    }
  }
}

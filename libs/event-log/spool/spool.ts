import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '#service';
import { Adoption, isProcessName } from './adoption.js';
import { FolderOwner } from './folder-owner.js';
import { bytesOnDisk, SegmentWriter } from './segment-writer.js';
import { SpoolFull, SpoolUnusable } from './spool-errors.js';
import { StoredSegment, type SpoolSegment } from './stored-segment.js';
import { syncFolder } from './sync-folder.js';

export { SpoolFull, SpoolUnusable } from './spool-errors.js';
export { type SpoolSegment } from './stored-segment.js';

export interface SpoolOptions {
  /** Made when missing. On a disk of this machine: others that share it must run on the same kernel. */
  readonly folder: string;
  /** Names one process' life, and is never used again: letters, digits, `-` and `_`. */
  readonly instance: string;
  /** Of all segments this process holds, own and adopted, and of what waits to be written. What is adopted may exceed it. */
  readonly maxBytes: number;
  /** A segment that has grown so large gets no more records. */
  readonly segmentBytes?: number;
}

const SEGMENT_BYTES = 4 * 1024 * 1024;

interface Waiting {
  readonly record: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Records kept on disk until they can be sent on. What a process leaves behind when it dies is taken over by another
 * one. A record comes out at least once, records of one process in the order in which they were appended.
 */
export class Spool {
  private readonly waiting: Waiting[] = [];
  private waitingBytes = 0;
  private current: SegmentWriter | undefined;
  private sealed: StoredSegment[] = [];
  private count = 0;
  private turn: Promise<unknown> = Promise.resolve();
  private adopting: Promise<number> | undefined;
  private isClosed = false;

  private constructor(
    private readonly options: Required<SpoolOptions>,
    private readonly owner: FolderOwner,
    private readonly adoption: Adoption,
  ) {}

  /** Rejects with SpoolUnusable where nothing can be kept; its message tells a user what to do. */
  static async open(options: SpoolOptions): Promise<Spool> {
    const { folder, instance } = options;
    if (!isProcessName(instance)) throw new RangeError(`${JSON.stringify(instance)} can't name an instance`);
    try {
      await makeFolder(folder);
      const owner = await FolderOwner.claim(folder, instance);
      return new Spool({ segmentBytes: SEGMENT_BYTES, ...options }, owner, new Adoption(owner.folder));
    } catch (error) {
      throw error instanceof SpoolUnusable ? error : unusable(folder, error);
    }
  }

  /** On disk now, own and adopted. */
  get bytes(): number {
    return this.sealed.reduce((sum, { bytes }) => sum + bytes, this.current?.bytes ?? 0);
  }

  /** No record waits to be sent on or to be written. */
  get isEmpty(): boolean {
    return this.sealed.length === 0 && this.current === undefined && this.waitingBytes === 0;
  }

  /**
   * Resolves when the record is on disk; those that come while one is written go there together. The record must not
   * be changed until then. Rejects with SpoolFull or with the disk's error: it may then come out of the spool or not.
   */
  append(record: Buffer): Promise<void> {
    if (this.isClosed) return Promise.reject(new Error('the spool is closed'));
    const bytes = bytesOnDisk(record);
    const { maxBytes } = this.options;
    const taken = this.bytes + this.waitingBytes;
    if (taken + bytes > maxBytes) {
      return Promise.reject(new SpoolFull(`The spool takes ${maxBytes} bytes, and ${taken} are taken.`));
    }
    this.waitingBytes += bytes;
    return new Promise((resolve, reject) => {
      this.waiting.push({ record, resolve, reject });
      if (this.waiting.length === 1) this.commitSoon();
    });
  }

  /** Takes over the segments of processes that are gone; resolves with how many there were. */
  adopt(): Promise<number> {
    if (this.isClosed) return Promise.resolve(0);
    this.adopting ??= this.adoption
      .adopt(({ path, bytes }) => this.keep(path, bytes))
      .finally(() => {
        this.adopting = undefined;
      });
    return this.adopting;
  }

  /**
   * The oldest segment that is not removed, the same one until it is; undefined when nothing is left. The one being
   * written is sealed for it when there is no other. `beside`: names of segments that are left out.
   */
  takeOldest(beside: ReadonlySet<string> = new Set()): Promise<SpoolSegment | undefined> {
    const oldest = () => this.sealed.find(({ name }) => !beside.has(name));
    return this.inTurn(async () => {
      if (oldest() === undefined) await this.seal();
      return oldest();
    });
  }

  /** Waits for appends under way. What is left is for others to adopt. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.adopting?.catch(() => undefined);
    do await this.inTurn(() => this.seal());
    while (this.waiting.length > 0);
    this.adoption.close();
    await this.owner.release(this.isEmpty);
  }

  private commitSoon(): void {
    void this.inTurn(() => this.commit());
  }

  private async commit(): Promise<void> {
    const group = this.takeGroup();
    let failure: { error: unknown } | undefined;
    try {
      this.current ??= await SegmentWriter.create(this.nextPath());
      await this.current.write(group.map(({ record }) => record));
    } catch (error) {
      failure = { error };
    }
    this.waitingBytes -= group.reduce((sum, { record }) => sum + bytesOnDisk(record), 0);
    if (failure !== undefined || (this.current?.bytes ?? 0) >= this.options.segmentBytes) await this.seal();
    for (const { resolve, reject } of group) {
      if (failure === undefined) resolve();
      else reject(failure.error);
    }
  }

  /** All that wait, but no more than make a segment: others in the queue, such as who takes the oldest, get their turn. */
  private takeGroup(): Waiting[] {
    let bytes = 0;
    const beyond = this.waiting.findIndex(({ record }) => {
      const isBeyond = bytes >= this.options.segmentBytes;
      bytes += bytesOnDisk(record);
      return isBeyond;
    });
    const group = this.waiting.splice(0, beyond === -1 ? this.waiting.length : beyond);
    if (this.waiting.length > 0) this.commitSoon();
    return group;
  }

  private async seal(): Promise<void> {
    const writer = this.current;
    if (writer === undefined) return;
    await writer.seal();
    this.current = undefined;
    if (writer.bytes > 0) this.keep(writer.path, writer.bytes);
  }

  private keep(path: string, bytes: number): void {
    const segment = new StoredSegment(path, bytes, this.options.folder, (removed) => {
      this.sealed = this.sealed.filter((each) => each !== removed);
    });
    this.sealed.push(segment);
    this.sealed.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private nextPath(): string {
    this.count += 1;
    return join(this.owner.folder, `${String(this.count).padStart(8, '0')}.segment`);
  }

  /** One at a time of those who write or seal. */
  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.turn.then(task);
    this.turn = done.catch(() => undefined);
    return done;
  }
}

async function makeFolder(folder: string): Promise<void> {
  const topmost = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (topmost === undefined) return;
  for (let made = folder; ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === topmost) return;
  }
}

/** ENOENT is what Node says when it is to make a folder on a disk that may only be read. */
const NOT_WRITABLE = new Set<unknown>(['EACCES', 'EPERM', 'EROFS', 'ENOENT']);
const NO_ROOM = new Set<unknown>(['ENOSPC', 'EDQUOT']);
const NOT_A_FOLDER = new Set<unknown>(['ENOTDIR', 'EEXIST']);

function unusable(folder: string, error: unknown): SpoolUnusable {
  return new SpoolUnusable(`${folder} can't keep events while Redis is away: ${remedyFor(codeOf(error))}`, {
    cause: error,
  });
}

function remedyFor(code: unknown): string {
  if (NOT_WRITABLE.has(code))
    return "it can't be written. Make it writable for the user that runs callboard, or set DATA_DIR to another folder.";
  if (NO_ROOM.has(code))
    return 'its disk is full. Free some space, or set DATA_DIR to a folder on another disk.';
  if (NOT_A_FOLDER.has(code))
    return 'a file stands in its way. Remove it, or set DATA_DIR to another folder.';
  return `its file system can't do what is needed, such as sockets (${String(code)}). Set DATA_DIR to a folder on a disk of this machine.`;
}

import { setTimeout as delay } from 'node:timers/promises';
import type { StoredRow } from '#call-store';

export interface ReadRow {
  readonly row: StoredRow;
  readonly firstSeen: number;
  readonly lastSeen: number;
}

export interface RowReaderOptions {
  /** `undefined`: there is no such row. */
  readonly fetch: (call: string) => Promise<ReadRow | undefined>;
  readonly put: (call: string, row: ReadRow | undefined) => void;
  readonly onError: (call: string, error: unknown) => void;
}

interface Reading {
  /** The call changed since, or is gone: what is being read may be older. */
  outdated: 'no' | 'changed' | 'removed';
  readonly done: Promise<void>;
}

const RETRY_MS = 1_000;

/**
 * Reads rows that the change feed does not tell whole. What happens to a call while its row is being read makes it be
 * read again, so that the last row put is never an old one; and a read that fails is tried until it succeeds.
 */
export class RowReader {
  private readonly readings = new Map<string, Reading>();
  private isClosed = false;

  constructor(private readonly options: RowReaderOptions) {}

  /** Resolves when the row was put as it is now. */
  read(call: string): Promise<void> {
    const under = this.readings.get(call);
    if (under !== undefined) return under.done;
    const done = this.readUntilCurrent(call);
    this.readings.set(call, { outdated: 'no', done });
    return done;
  }

  changed(call: string): void {
    const reading = this.readings.get(call);
    if (reading?.outdated === 'no') reading.outdated = 'changed';
  }

  removed(call: string): void {
    const reading = this.readings.get(call);
    if (reading !== undefined) reading.outdated = 'removed';
  }

  /** Whatever is being read may be from before. */
  allRemoved(): void {
    for (const call of this.readings.keys()) this.removed(call);
  }

  /** Calls whose rows are being read. */
  get calls(): string[] {
    return [...this.readings.keys()];
  }

  close(): void {
    this.isClosed = true;
  }

  private async readUntilCurrent(call: string): Promise<void> {
    while (!this.isClosed) {
      const row = await this.tryFetch(call);
      const reading = this.readings.get(call);
      const outdated = reading?.outdated ?? 'no';
      if (reading !== undefined) reading.outdated = 'no';
      if (row === 'failed') continue;
      if (outdated === 'no' || (outdated === 'changed' && row !== undefined)) this.options.put(call, row);
      if (outdated === 'no') break;
    }
    this.readings.delete(call);
  }

  private async tryFetch(call: string): Promise<ReadRow | undefined | 'failed'> {
    try {
      return await this.options.fetch(call);
    } catch (error) {
      if (this.isClosed) return 'failed';
      this.options.onError(call, error);
      await delay(RETRY_MS, undefined, { ref: false });
      return 'failed';
    }
  }
}

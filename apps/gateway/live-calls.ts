import { setTimeout as delay } from 'node:timers/promises';
import type { Row } from '#contracts';
import type { Change, ChangeEntry, CallStore, ChangeListener } from '#call-store';
import type { Log, Partition } from '#service';
import { CallRooms } from './call-rooms.js';
import { MAX_ROWS, RowIndex } from './row-index.js';
import { RowReader, type ReadRow } from './row-reader.js';

const LOADED_AT_ONCE = 200;
const RETRY_MS = 1_000;

/** Who is told of what happens to the calls. */
export interface LiveListener {
  rowsChanged(): void;
  /** Everything told before may be wrong. */
  reset(reason: string): void;
}

/**
 * The calls as this gateway knows them: rows of all, facts of those that are watched, kept up by the change feed.
 */
export class LiveCalls implements ChangeListener {
  readonly rows = new RowIndex();
  readonly rooms: CallRooms;
  private readonly reader: RowReader;
  private listener: LiveListener | undefined;
  private losses = 0;
  private isClosed = false;

  constructor(
    private readonly store: CallStore,
    private readonly partitions: readonly Partition[],
    private readonly runIdOf: (partition: Partition) => string,
    private readonly log: Log,
  ) {
    this.rooms = new CallRooms((call) => store.read(call));
    this.reader = new RowReader({
      fetch: (call) => this.fetchRow(call),
      put: (call, row) => this.put(call, row),
      onError: (call, error) => log.warn(`reading the row of call ${call} failed and is tried again`, error),
    });
  }

  listen(listener: LiveListener): void {
    this.listener = listener;
  }

  /** The epoch as it leaves the gateway: a version that a failover rolled back is then never taken for the same. */
  wireEpoch(call: string, epoch: string): string {
    return `${epoch}.${this.runIdOf(this.store.partitionOf(call))}`;
  }

  /** Reads all rows; those of calls that are no longer there go. */
  async load(): Promise<void> {
    const { losses } = this;
    const before = this.rows.inOrder('first-seen');
    const listed = await Promise.all(
      this.partitions.map((partition) => this.store.list(partition, MAX_ROWS)),
    );
    const calls = listed
      .flat()
      .toSorted((a, b) => b.firstSeen - a.firstSeen)
      .slice(0, MAX_ROWS)
      .map(({ call }) => call);
    for (let i = 0; i < calls.length && losses === this.losses; i += LOADED_AT_ONCE) {
      await Promise.all(calls.slice(i, i + LOADED_AT_ONCE).map((call) => this.reader.read(call)));
    }
    if (losses !== this.losses) return;
    const isListed = new Set(calls);
    this.forget(before.map(({ row }) => row).filter(({ call }) => !isListed.has(call)));
  }

  onChanges(partition: Partition, entries: readonly ChangeEntry[]): void {
    for (const entry of entries) {
      switch (entry.kind) {
        case 'changed':
          this.changed(entry);
          break;
        case 'removed':
          this.removed(entry.call);
          break;
        case 'all-removed':
          this.allRemoved(partition);
      }
    }
    this.listener?.rowsChanged();
  }

  /** Those who watch a call ask again; the rows stay until they have been read anew. */
  onLost(reason: string): void {
    this.losses++;
    this.log.warn(`reading every call again: ${reason}`);
    this.rooms.clear();
    this.reader.allRemoved();
    this.listener?.reset(reason);
    void this.loadAgain();
  }

  onError(error: unknown): void {
    this.log.warn('reading changes failed and will be tried again', error);
  }

  /**
   * Forgets calls that were deleted, at once, also before the feed says so. Rows are given as they were before the
   * deletion: what has come anew since stays.
   */
  forget(rows: readonly Pick<Row, 'call' | 'epoch'>[]): void {
    for (const { call, epoch } of rows) if (this.rows.get(call)?.epoch === epoch) this.rows.remove(call);
    this.listener?.rowsChanged();
  }

  close(): void {
    this.isClosed = true;
    this.reader.close();
    this.rooms.clear();
  }

  private async loadAgain(): Promise<void> {
    const { losses } = this;
    while (!this.isClosed && losses === this.losses) {
      try {
        return await this.load();
      } catch (error) {
        this.log.warn('reading the rows again failed and is tried again', error);
        await delay(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  private changed(change: Change): void {
    this.reader.changed(change.call);
    // A row we missed something of, or let go when there were too many.
    if (!this.rows.apply(change, this.wireEpoch(change.call, change.epoch)))
      void this.reader.read(change.call);
    this.rooms.changed(change);
  }

  private removed(call: string): void {
    this.reader.removed(call);
    this.rows.remove(call);
    this.rooms.removed(call);
  }

  private allRemoved(partition: Partition): void {
    const isHere = (call: string): boolean => this.store.partitionOf(call).index === partition.index;
    for (const call of new Set([...this.rows.calls, ...this.rooms.calls, ...this.reader.calls])) {
      if (isHere(call)) this.removed(call);
    }
  }

  private async fetchRow(call: string): Promise<ReadRow | undefined> {
    const [row, { firstSeen, lastSeen }] = await Promise.all([
      this.store.readRow(call),
      this.store.seen(call),
    ]);
    if (row === undefined || firstSeen === null || lastSeen === null) return undefined;
    return { row, firstSeen, lastSeen };
  }

  private put(call: string, read: ReadRow | undefined): void {
    if (read === undefined) this.rows.remove(call);
    else this.rows.put(call, read.row, this.wireEpoch(call, read.row.epoch), read);
    this.listener?.rowsChanged();
  }
}

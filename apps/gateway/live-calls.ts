import type { Change, ChangeEntry, CallStore, ChangeListener, StoredRow } from '#call-store';
import type { Log, Partition } from '#service';
import { CallRooms } from './call-rooms.js';
import { MAX_ROWS, RowIndex } from './row-index.js';

const LOADED_AT_ONCE = 200;

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
  private listener: LiveListener | undefined;
  private readonly stale = new Set<string>();

  constructor(
    private readonly store: CallStore,
    private readonly partitions: readonly Partition[],
    private readonly runId: () => string,
    private readonly log: Log,
  ) {
    this.rooms = new CallRooms((call) => store.read(call));
  }

  listen(listener: LiveListener): void {
    this.listener = listener;
  }

  /** The epoch as it leaves the gateway: a version that a failover rolled back is then never taken for the same. */
  wireEpoch(epoch: string): string {
    return `${epoch}.${this.runId()}`;
  }

  /** Reads all rows. Changes told meanwhile do no harm: rows merge by rank. */
  async load(): Promise<void> {
    const listed = await Promise.all(
      this.partitions.map((partition) => this.store.list(partition, MAX_ROWS)),
    );
    const calls = listed
      .flat()
      .toSorted((a, b) => b.firstSeen - a.firstSeen)
      .slice(0, MAX_ROWS);
    for (let i = 0; i < calls.length; i += LOADED_AT_ONCE) {
      const some = calls.slice(i, i + LOADED_AT_ONCE);
      const rows = await Promise.all(some.map(({ call }) => this.store.readRow(call)));
      for (const [place, row] of rows.entries()) {
        const entry = some[place];
        if (entry !== undefined && row !== undefined) this.put(entry.call, row, entry);
      }
    }
    this.listener?.rowsChanged();
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

  onLost(reason: string): void {
    this.rooms.clear();
    this.rows.clear();
    this.load()
      .catch((error: unknown) => this.log.warn('reading the rows again failed', error))
      .finally(() => this.listener?.reset(reason));
  }

  onError(error: unknown): void {
    this.log.warn('reading changes failed and will be tried again', error);
  }

  /** A call deleted by us is gone at once, also before the feed says so. */
  forget(call: string): void {
    this.rows.remove(call);
  }

  forgetAll(): void {
    this.rows.clear();
  }

  private changed(change: Change): void {
    if (!this.rows.apply(change, this.wireEpoch(change.epoch))) this.readRowAgain(change.call);
    this.rooms.changed(change);
  }

  private removed(call: string): void {
    this.rows.remove(call);
    this.rooms.removed(call);
  }

  private allRemoved(partition: Partition): void {
    const isHere = (call: string): boolean => this.store.partitionOf(call).index === partition.index;
    for (const call of new Set([...this.rows.calls, ...this.rooms.calls])) {
      if (isHere(call)) this.removed(call);
    }
  }

  /** A row we missed something of, or let go when there were too many. */
  private readRowAgain(call: string): void {
    if (this.stale.has(call)) return;
    this.stale.add(call);
    void this.readRow(call)
      .catch((error: unknown) => this.log.warn(`reading the row of call ${call} failed`, error))
      .finally(() => this.stale.delete(call));
  }

  private async readRow(call: string): Promise<void> {
    const [row, seen] = await Promise.all([this.store.readRow(call), this.store.seen(call)]);
    const { firstSeen, lastSeen } = seen;
    if (row === undefined || firstSeen === null || lastSeen === null) return;
    this.put(call, row, { firstSeen, lastSeen });
    this.listener?.rowsChanged();
  }

  private put(
    call: string,
    row: StoredRow,
    { firstSeen, lastSeen }: { firstSeen: number; lastSeen: number },
  ): void {
    this.rows.put(call, row, this.wireEpoch(row.epoch), { firstSeen, lastSeen });
  }
}

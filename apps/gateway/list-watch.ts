import type { CallsChanged, Row, WatchCalls } from '#contracts';
import type { RowIndex } from './row-index.js';

/** A client's window on the list, and what of it the client holds. */
export class ListWatch {
  private readonly held = new Map<string, number>();
  private revision = -1;

  constructor(private readonly query: WatchCalls) {}

  isBehind(rows: RowIndex): boolean {
    return rows.revision !== this.revision;
  }

  /** What changed for this window since it was last asked. */
  changesOf(rows: RowIndex): CallsChanged {
    const { rows: window, total } = rows.query(this.query);
    const upserts: Row[] = [];
    const gone = new Set(this.held.keys());
    for (const { row, revision } of window) {
      gone.delete(row.call);
      if (this.held.get(row.call) === revision) continue;
      this.held.set(row.call, revision);
      upserts.push(row);
    }
    for (const call of gone) this.held.delete(call);
    this.revision = rows.revision;
    return { upserts, removes: [...gone], total, figures: rows.figures() };
  }
}

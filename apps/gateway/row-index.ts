import type { Figures, Row, WatchCalls } from '#contracts';
import type { Change, StoredRow } from '#call-store';
import { compareRows, isLive, matchesFilter, mergeFacts, rowOf, type Facts } from '#projection';

/** Rows held; the oldest calls go first, some at a time, for finding them means putting all in order. */
export const MAX_ROWS = 20_000;
const MAX_ROWS_OVER = 500;

interface Held {
  readonly facts: Facts;
  readonly row: Row;
  /** Of the index when the row last changed. */
  readonly revision: number;
}

export interface RevisedRow {
  readonly row: Row;
  readonly revision: number;
}

/** The rows of all calls, in memory, so that a list costs Redis nothing. */
export class RowIndex {
  private readonly held = new Map<string, Held>();
  private readonly sorted = new Map<WatchCalls['sort'], readonly RevisedRow[]>();
  private currentRevision = 0;
  private counted: Figures | undefined;

  /** Grows with every change; equal revisions mean equal rows. */
  get revision(): number {
    return this.currentRevision;
  }

  /** @param epoch wire epoch */
  put(call: string, stored: StoredRow, epoch: string, seen: { firstSeen: number; lastSeen: number }): void {
    const held = this.held.get(call)?.row;
    if (held?.epoch === epoch && held.version > stored.version) return;
    const { firstSeen, lastSeen } = seen;
    const facts: Facts = new Map();
    mergeFacts(facts, stored.facts);
    this.set(call, facts, { call, epoch, version: stored.version, firstSeen, lastSeen });
  }

  /** Applies a change; `false` when the row it builds upon is not held, and must be read. */
  apply(change: Change, epoch: string): boolean {
    const { call, from, version, firstSeen, lastSeen } = change;
    const held = this.held.get(call);
    const isNew = from === 0;
    if (!isNew && (held === undefined || held.row.epoch !== epoch || held.row.version < from)) return false;
    if (held !== undefined && held.row.epoch === epoch && held.row.version >= version) return true;
    const facts: Facts = isNew ? new Map() : (held?.facts ?? new Map());
    mergeFacts(facts, change.row);
    this.set(call, facts, { call, epoch, version, firstSeen, lastSeen });
    return true;
  }

  remove(call: string): void {
    if (this.held.delete(call)) this.changed();
  }

  get calls(): string[] {
    return [...this.held.keys()];
  }

  get(call: string): Row | undefined {
    return this.held.get(call)?.row;
  }

  /** Rows that match, in order, with how many there are in all. */
  query({ filter, sort, window }: WatchCalls): { rows: readonly RevisedRow[]; total: number } {
    const all = this.inOrder(sort);
    const isUnfiltered = (filter.groups?.length ?? 0) === 0 && (filter.search ?? '').trim() === '';
    const matching = isUnfiltered ? all : all.filter(({ row }) => matchesFilter(row, filter));
    return { rows: matching.slice(window.offset, window.offset + window.limit), total: matching.length };
  }

  figures(): Figures {
    this.counted ??= figuresOf(this.held.values());
    return this.counted;
  }

  /** All rows, each with the revision that last changed it. */
  inOrder(sort: WatchCalls['sort']): readonly RevisedRow[] {
    const known = this.sorted.get(sort);
    if (known !== undefined) return known;
    const compare = compareRows(sort);
    const sorted = [...this.held.values()].toSorted((a, b) => compare(a.row, b.row));
    this.sorted.set(sort, sorted);
    return sorted;
  }

  private set(call: string, facts: Facts, place: Parameters<typeof rowOf>[1]): void {
    this.changed();
    this.held.set(call, { facts, row: rowOf(facts, place), revision: this.currentRevision });
    if (this.held.size > MAX_ROWS + MAX_ROWS_OVER) this.letOldestGo();
  }

  private letOldestGo(): void {
    for (const { row } of this.inOrder('first-seen').slice(MAX_ROWS)) this.held.delete(row.call);
    this.changed();
  }

  private changed(): void {
    this.currentRevision++;
    this.sorted.clear();
    this.counted = undefined;
  }
}

function figuresOf(rows: Iterable<RevisedRow>): Figures {
  const figures = { total: 0, live: 0, hangs: 0, errors: 0 };
  for (const { row } of rows) {
    figures.total++;
    if (isLive(row)) figures.live++;
    figures.hangs += row.hangs;
    figures.errors += row.errors;
  }
  return figures;
}

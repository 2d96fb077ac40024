import { CALL_GROUPS, type Row, type Status } from '#contracts';
import { matchesFilter } from '#projection';
import type { RevisedRow } from './row-index.js';

export interface CallsPageQuery {
  readonly status?: Status | (typeof CALL_GROUPS)[number] | undefined;
  readonly search?: string | undefined;
  readonly limit: number;
  /** Where the page before this one ended. */
  readonly before?: string | undefined;
}

export interface CallsPage {
  readonly calls: readonly Row[];
  /** `null`: this is the last page. */
  readonly next: string | null;
}

/**
 * A page of rows. A cursor says when the last row was first seen, and its call, so that calls which come or go
 * meanwhile neither repeat nor skip a row.
 */
export function pageOf(newestFirst: readonly RevisedRow[], query: CallsPageQuery): CallsPage {
  const after = query.before === undefined ? undefined : cursorIn(query.before);
  const found: Row[] = [];
  for (const { row } of newestFirst) {
    if (after !== undefined && !isAfter(row, after)) continue;
    if (!matches(row, query)) continue;
    found.push(row);
    if (found.length > query.limit) break;
  }
  const calls = found.slice(0, query.limit);
  const last = calls.at(-1);
  return {
    calls,
    next: found.length > query.limit && last !== undefined ? `${last.firstSeen}/${last.call}` : null,
  };
}

type Cursor = Pick<Row, 'firstSeen' | 'call'>;

function cursorIn(before: string): Cursor {
  const slash = before.indexOf('/');
  return { firstSeen: Number(before.slice(0, slash)), call: before.slice(slash + 1) };
}

function isAfter(row: Row, cursor: Cursor): boolean {
  return row.firstSeen < cursor.firstSeen || (row.firstSeen === cursor.firstSeen && row.call > cursor.call);
}

function matches(row: Row, { status, search }: CallsPageQuery): boolean {
  const group = CALL_GROUPS.find((candidate) => candidate === status);
  const isOfStatus =
    status === undefined ||
    row.status === status ||
    (group !== undefined && matchesFilter(row, { groups: [group] }));
  return isOfStatus && matchesFilter(row, search === undefined ? {} : { search });
}

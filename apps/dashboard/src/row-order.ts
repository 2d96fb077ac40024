import type { Row } from '#contracts';
import { isLive } from '#projection';

/** A call nothing was heard of for this long, and that never ended, is taken for lost. */
const STALE_AFTER_MS = 10 * 60_000;

export type RowGroup = 'live' | 'earlier';

export interface Arrangement {
  readonly live: readonly string[];
  readonly earlier: readonly string[];
}

export const NOTHING_ARRANGED: Arrangement = { live: [], earlier: [] };

export function hasEnded(status: string | null): boolean {
  return !isLive({ status });
}

export function isStale(row: Row, now: number): boolean {
  return !hasEnded(row.status) && now - row.lastSeen > STALE_AFTER_MS;
}

export function groupOf(row: Row, now: number): RowGroup {
  return hasEnded(row.status) || isStale(row, now) ? 'earlier' : 'live';
}

/** Live calls first; in both groups the newest on top, so that a call moves once at most, when it ends. */
export function arrange(rows: Iterable<Row>, now: number): Arrangement {
  const newestFirst = [...rows].toSorted((a, b) => b.firstSeen - a.firstSeen || (a.call < b.call ? -1 : 1));
  const ids = (group: RowGroup) =>
    newestFirst.filter((row) => groupOf(row, now) === group).map((row) => row.call);
  return { live: ids('live'), earlier: ids('earlier') };
}

/**
 * The arrangement under a pointer: whoever stands in it keeps the place until the pointer leaves, new calls come on
 * top of their group, and only what is gone goes.
 */
export function arrangeUnderPointer(shown: Arrangement, next: Arrangement): Arrangement {
  const wanted = new Set([...next.live, ...next.earlier]);
  const standing = new Set([...shown.live, ...shown.earlier]);
  const kept = (ids: readonly string[]) => ids.filter((call) => wanted.has(call));
  const fresh = (ids: readonly string[]) => ids.filter((call) => !standing.has(call));
  return {
    live: [...fresh(next.live), ...kept(shown.live)],
    earlier: [...fresh(next.earlier), ...kept(shown.earlier)],
  };
}

/** How many calls came to stand above `call` that were not shown before. */
export function newAbove(shown: Arrangement, next: Arrangement, call: string): number {
  const standing = new Set([...shown.live, ...shown.earlier]);
  const order = [...next.live, ...next.earlier];
  const place = order.indexOf(call);
  return order.slice(0, Math.max(place, 0)).filter((id) => !standing.has(id)).length;
}

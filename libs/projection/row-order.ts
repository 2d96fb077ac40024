import type { Row, WatchCalls } from '#contracts';

/** A call that has not ended, as far as anybody said. */
export function isLive(row: Pick<Row, 'status'>): boolean {
  return row.status !== 'finished' && row.status !== 'failed';
}

/** Orders rows as a list shows them; the page and the gateway agree on it. Newest first, so that rows keep their place. */
export function compareRows(sort: WatchCalls['sort']): (a: Row, b: Row) => number {
  switch (sort) {
    case 'first-seen':
      return byFirstSeen;
    case 'live-first':
      return (a, b) => Number(isLive(b)) - Number(isLive(a)) || byFirstSeen(a, b);
  }
}

/** Whether a row is among those asked for. */
export function matchesFilter(row: Row, { groups, search }: WatchCalls['filter']): boolean {
  return (
    (groups === undefined || groups.length === 0 || groups.some((group) => isOf(row, group))) &&
    matchesSearch(row, search)
  );
}

function isOf(row: Row, group: NonNullable<WatchCalls['filter']['groups']>[number]): boolean {
  switch (group) {
    case 'live':
      return isLive(row);
    case 'ended':
      return !isLive(row);
    case 'hung':
      return row.hangs > 0;
    case 'failed':
      return row.status === 'failed';
    case 'forwarded':
      return row.since.forwarded !== undefined;
  }
}

function matchesSearch(row: Row, search: string | undefined): boolean {
  if (search === undefined || search.trim() === '') return true;
  const words = search.trim().toLowerCase();
  const texts = [row.call, row.who, row.assistant.name, row.assistant.id, row.line?.text];
  return texts.some((text) => text?.toLowerCase().includes(words) === true);
}

function byFirstSeen(a: Row, b: Row): number {
  return b.firstSeen - a.firstSeen || (a.call < b.call ? -1 : Number(a.call > b.call));
}

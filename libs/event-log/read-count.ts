/** What one read brought. */
export interface ReadSize {
  readonly streams: number;
  readonly entries: number;
  readonly bytes: number;
}

/** Sixteen of each stream is where reading more at once gains little; in all, what memory is spared for. */
const MAX_COUNT = 16;
const MAX_ENTRIES = 64;
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * How many entries of each stream to ask for, after what a read with `count` brought: Redis bounds an answer by entries
 * only, and an entry may be 4 KB or 5 MB. One may double from read to read while entries are small and few streams
 * have any. After a pause nobody knows what stands there by now: begin with 1 again.
 */
export function nextCount(count: number, { streams, entries, bytes }: ReadSize): number {
  if (entries === 0) return count;
  const fitting = MAX_BYTES / ((bytes / entries) * streams);
  return Math.max(1, Math.floor(Math.min(2 * count, MAX_COUNT, MAX_ENTRIES / streams, fitting)));
}

const FIRST_MS = 200;

/**
 * How long to wait before what failed `failures` times in a row is tried again.
 *
 *     1: 200 ms   2: 400 ms   3: 800 ms   …   doubling up to `longestMs`
 */
export function backoffMs(failures: number, longestMs: number): number {
  return Math.min(FIRST_MS * 2 ** Math.max(failures - 1, 0), longestMs);
}

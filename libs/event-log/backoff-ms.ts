const FIRST_MS = 200;
const LONGEST_MS = 15_000;

/**
 * How long to wait before what failed `failures` times in a row is tried again.
 *
 *     1: 200 ms   2: 400 ms   3: 800 ms   …   8 and more: 15 s
 */
export function backoffMs(failures: number): number {
  return Math.min(FIRST_MS * 2 ** Math.max(failures - 1, 0), LONGEST_MS);
}

const MOST_ROUNDS = 31;

/**
 * How many rounds a chore sits out that failed `failures` times in a row.
 *
 *     1: 1   2: 3   3: 7   4: 15   then 31, which is some five minutes at a round every ten seconds
 */
export function roundsToRest(failures: number): number {
  return Math.min(2 ** failures - 1, MOST_ROUNDS);
}

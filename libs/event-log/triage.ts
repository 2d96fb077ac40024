/** How many times an entry was handed out since somebody last lived to tell that handling it had failed. */
export interface Delivered {
  readonly deliveries: number;
}

/** What is to become of entries that were handed out and not acknowledged. */
export interface Triage<T> {
  readonly together: readonly T[];
  /** With nothing else in flight in the process; the least suspicious first. */
  readonly alone: readonly T[];
  /** Not to be handed out again. */
  readonly hopeless: readonly T[];
}

const TOGETHER_UNTIL = 3;
const ALONE_UNTIL = 5;

/**
 * Tells what kills its handler from what merely stood beside it:
 *
 *     deliveries  1 to 3     with others, as it came: a process may die of anything
 *                 4 and 5    alone: what stood beside the deadly one lives through this, and is done
 *                 6          hopeless: twice alone, and twice nobody lived
 *
 * So a deadly entry costs six lives of a process, however many entries and processes there are.
 */
export function triage<T extends Delivered>(pending: readonly T[]): Triage<T> {
  const alone = pending.filter(({ deliveries }) => deliveries > TOGETHER_UNTIL && deliveries <= ALONE_UNTIL);
  return {
    together: pending.filter(({ deliveries }) => deliveries <= TOGETHER_UNTIL),
    alone: alone.toSorted((a, b) => a.deliveries - b.deliveries),
    hopeless: pending.filter(({ deliveries }) => deliveries > ALONE_UNTIL),
  };
}

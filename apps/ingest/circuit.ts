/**
 * Whether events are appended to Redis at once (closed), or go to the disk without asking (open) until Redis was seen to
 * take one again.
 */
export type Circuit =
  | {
      readonly is: 'closed';
      /** In a row. */
      readonly failures: number;
      /** When the last of them was known, ms. */
      readonly failedAt: number;
    }
  | { readonly is: 'open' };

export const CLOSED: Circuit = { is: 'closed', failures: 0, failedAt: -Infinity };
export const OPEN: Circuit = { is: 'open' };
/** Closed for one try: the next failure opens it again. */
export const ON_TRIAL: Circuit = { ...CLOSED, failures: 2 };

/**
 * With appends that fail after 150 ms this is 450 ms without a single success: a slow fsync of Redis's file is shorter,
 * and longer would be waiting that the next events need not do.
 */
const MAX_FAILURES = 3;

/**
 * The circuit after an append that began at `startedAt` failed at `failedAt`. Whatever was under way together fails
 * together and counts once, or one pause of Redis would count as many times as there are events in it.
 */
export function afterFailure(circuit: Circuit, startedAt: number, failedAt: number): Circuit {
  if (circuit.is === 'open' || startedAt < circuit.failedAt) return circuit;
  const failures = circuit.failures + 1;
  return failures < MAX_FAILURES ? { is: 'closed', failures, failedAt } : OPEN;
}

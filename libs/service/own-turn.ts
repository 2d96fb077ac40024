import { setImmediate as nextTurn } from 'node:timers/promises';

/** A body this large takes a noticeable time to be parsed or projected, and others wait for that long. */
export const LARGE_BYTES = 256 * 1024;

let last: Promise<void> = Promise.resolve();

/**
 * Resolves when all who asked before have had their turn, one in each turn of the event loop, and whatever else waits
 * has had its own: for work that takes long and can't be divided. Work that begins in one turn is not stalled further
 * by that of others.
 */
export function ownTurn(): Promise<void> {
  last = last.then(() => nextTurn());
  return last;
}

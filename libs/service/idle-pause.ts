const SHORTEST_MS = 20;
const LONGEST_MS = 100;

/**
 * How long to wait before a cluster is asked again for what nobody tells of; it costs a command per partition.
 *
 *     found something: 0 ms   then, finding nothing: 20, 30, 45, 68, 100 ms   and so on every 100 ms
 */
export function idlePauseMs(beforeMs: number, hasFound: boolean): number {
  if (hasFound) return 0;
  return Math.min(Math.max(Math.ceil(beforeMs * 1.5), SHORTEST_MS), LONGEST_MS);
}

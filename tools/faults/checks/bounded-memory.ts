import type { Surroundings } from '../evidence.js';
import type { Finding } from './finding.js';

/** Far above what a service needs for bodies of this size, far below what a leak of bodies would reach. */
const MOST_MB = 400;

/** I6: a Redis that evicted, and processes that grew. */
export function boundedMemory({ memory }: Pick<Surroundings, 'memory'>): Finding[] {
  const { evictedKeys, peaks } = memory;
  const evicted: Finding[] =
    evictedKeys === 0
      ? []
      : [{ invariant: 'I6', count: evictedKeys, says: `Redis evicted ${evictedKeys} keys` }];
  const grown = peaks
    .filter(({ mb }) => mb > MOST_MB)
    .map(({ name, mb }): Finding => ({
      invariant: 'I6',
      count: 1,
      says: `${name} reached ${Math.round(mb)} MB`,
    }));
  return [...evicted, ...grown];
}

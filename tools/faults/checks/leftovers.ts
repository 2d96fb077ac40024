import type { Surroundings } from '../evidence.js';
import type { Finding } from './finding.js';

/** I5: events that still wait, and dead letters that nobody asked for, or that are missing. */
export function leftovers({ leftovers: left }: Pick<Surroundings, 'leftovers'>): Finding[] {
  const { pending, lagMs, deadLetters, poison } = left;
  return [
    ...finding(pending, `${pending} events were given to a projector and never finished`),
    ...finding(lagMs > 0 ? 1 : 0, `an event has waited for ${lagMs} ms, and no projector was given it`),
    ...finding(Math.abs(deadLetters - poison), `${deadLetters} dead letters of ${poison} poisoned entries`),
  ];
}

function finding(count: number, says: string): Finding[] {
  return count === 0 ? [] : [{ invariant: 'I5', count, says }];
}

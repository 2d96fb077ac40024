import type { Fact } from '#contracts';

/** A call's facts by key. */
export type Facts = Map<string, Fact>;

/**
 * Merges facts into a call's, keeping per key the greater rank, and returns those that won.
 * Commutative, associative and idempotent: order, duplicates and batching make no difference. The merge script in
 * Redis does exactly this.
 */
export function mergeFacts(into: Facts, facts: Iterable<Fact>): Fact[] {
  const won: Fact[] = [];
  for (const fact of facts) {
    const known = into.get(fact[0]);
    if (known !== undefined && known[1] >= fact[1]) continue;
    into.set(fact[0], fact);
    won.push(fact);
  }
  return won;
}

import type { Fact } from '#contracts';

/** Ranks a call is known to hold at least, as of a version. */
export interface KnownCall {
  readonly epoch: string;
  readonly version: number;
  readonly facts: Map<string, string>;
  readonly rowFacts: Map<string, string>;
}

/** Ranks remembered in all; some 170 bytes each. */
const MAX_RANKS = 400_000;
/** Also of calls of which nothing is said, and so no rank is remembered. */
const MAX_CALLS = 20_000;

/**
 * What this process already committed of the calls it saw last, so that it sends only what is new. An optimisation
 * that correctness never needs: a guard in the merge script notices when it no longer holds.
 */
export class KnownFacts {
  private readonly calls = new Map<string, KnownCall>();
  private ranks = 0;

  get(call: string): KnownCall | undefined {
    return this.calls.get(call);
  }

  /** Notes what was sent and is committed by now, in this rank or a greater one. */
  learn(
    call: string,
    epoch: string,
    version: number,
    facts: readonly Fact[],
    rowFacts: readonly Fact[],
  ): void {
    const known = this.calls.get(call);
    const kept = known?.epoch === epoch ? known : { epoch, version, facts: new Map(), rowFacts: new Map() };
    const before = kept.facts.size + kept.rowFacts.size;
    raise(kept.facts, facts);
    raise(kept.rowFacts, rowFacts);
    this.forget(call);
    this.calls.set(call, { ...kept, version });
    this.ranks += kept.facts.size + kept.rowFacts.size;
    if (known === undefined || kept.facts.size + kept.rowFacts.size > before) this.evict();
  }

  forget(call: string): void {
    const known = this.calls.get(call);
    if (known === undefined) return;
    this.ranks -= known.facts.size + known.rowFacts.size;
    this.calls.delete(call);
  }

  clear(): void {
    this.calls.clear();
    this.ranks = 0;
  }

  private evict(): void {
    for (const call of this.calls.keys()) {
      if (this.ranks <= MAX_RANKS && this.calls.size <= MAX_CALLS) return;
      this.forget(call);
    }
  }
}

function raise(ranks: Map<string, string>, facts: readonly Fact[]): void {
  for (const [key, rank] of facts) {
    const known = ranks.get(key);
    if (known === undefined || known < rank) ranks.set(key, rank);
  }
}

import type { Fact } from '#contracts';
import { CALL_LIMITS, type CallLimits } from './call-limits.js';
import type { CallModel } from './call-model.js';

/**
 * A call folded from its events in memory, within the same limits and with the same counters as merge.lua.ts: the same
 * events in the same order make the same call. Pure.
 */
export class FoldedCall {
  readonly facts = new Map<string, Fact>();
  /** Without its counters. */
  private readonly rowFacts = new Map<string, Fact>();
  private readonly counts = new Map<string, number>();
  private storedBytes = 0;
  private storedExtra = 0;
  private isFull = false;

  constructor(
    readonly model: CallModel,
    private readonly limits: CallLimits = CALL_LIMITS,
  ) {}

  /** What one event says. */
  add(facts: Iterable<Fact>, rowFacts: Iterable<Fact>): void {
    for (const fact of facts) this.offer(fact);
    for (const fact of rowFacts) {
      const known = this.rowFacts.get(fact[0]);
      if (known === undefined || known[1] < fact[1]) this.rowFacts.set(fact[0], fact);
    }
    if (this.isFull && !this.facts.has(this.model.full[0])) this.keep(this.model.full);
  }

  get bytes(): number {
    return this.storedBytes;
  }

  /** Facts that were let in though the call was over its cap. */
  get extra(): number {
    return this.storedExtra;
  }

  /** The facts of the row, its counters among them. */
  get row(): Fact[] {
    const counters = [...this.counts].map(([counter, count]): Fact => {
      const digits = String(count);
      return [`count:${counter}`, digits.padStart(15, '0'), digits];
    });
    return [...this.rowFacts.values(), ...counters];
  }

  /** Whether a call that holds these facts, and a row of these, is the same. */
  equals(facts: readonly Fact[], row: readonly Fact[]): boolean {
    return isSame(this.facts, facts) && isSame(new Map(this.row.map((fact) => [fact[0], fact])), row);
  }

  private offer(fact: Fact): void {
    const [key, rank] = fact;
    const known = this.facts.get(key);
    if (known !== undefined) {
      if (known[1] < rank) this.keep(fact);
      return;
    }
    const { maxFacts, maxBytes, maxExtra } = this.limits;
    if (this.facts.size >= maxFacts || this.storedBytes >= maxBytes) {
      if (this.model.isCapped(key) || this.storedExtra >= maxExtra) {
        this.isFull = true;
        return;
      }
      this.storedExtra++;
    }
    this.keep(fact);
    const counter = this.model.counterOf(key);
    if (counter !== '') this.counts.set(counter, (this.counts.get(counter) ?? 0) + 1);
  }

  private keep(fact: Fact): void {
    const known = this.facts.get(fact[0]);
    this.storedBytes += sizeOf(fact) - (known === undefined ? 0 : sizeOf(known));
    this.facts.set(fact[0], fact);
  }
}

function sizeOf(fact: Fact): number {
  return fact.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function isSame(folded: ReadonlyMap<string, Fact>, stored: readonly Fact[]): boolean {
  return (
    folded.size === stored.length &&
    stored.every(([key, rank, value]) => {
      const fact = folded.get(key);
      return fact?.[1] === rank && fact[2] === value;
    })
  );
}

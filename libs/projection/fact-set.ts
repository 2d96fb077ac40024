import type { Fact } from '#contracts';
import { Budget } from './budget.js';
import { hashOf } from './hash-of.js';
import { canonicalJson, countLeaves } from './json.js';
import { keyPart, WARNING } from './keys.js';
import { mergeFacts, type Facts } from './merge-facts.js';
import { partOf } from './part-of.js';
import { CONSTANT, rankByEarliest } from './rank.js';

const MAX_WARNINGS = 20;
/** A fact is ranked and hashed, however little it says. */
const LEAST_NODES = 5;

/** Gathers what one event says, at the event's time; says each thing once. */
export class FactSet {
  private readonly facts: Facts = new Map();
  private readonly budget = new Budget();
  private warnings = 0;

  /** @param at the event's time, epoch ms; `null` when it has none */
  constructor(readonly at: number | null) {}

  add(key: string, rank: string, value: string): void {
    mergeFacts(this.facts, [[key, rank, value]]);
  }

  /** Something that is or happened: its value follows from its key. */
  addConstant(key: string, value: string): void {
    this.add(key, CONSTANT, value);
  }

  /** Whether a value is not too large to be looked at beside all else the event says; says so when it is. */
  affords(value: unknown, name: string): boolean {
    const isAffordable = this.budget.pay(value, LEAST_NODES) !== undefined;
    if (!isAffordable) this.warn('event-too-large', name);
    return isAffordable;
  }

  /** A value that can change: every value said is a fact of its own, ranked by who said it first. */
  addValue(prefix: string, name: string, value: unknown): void {
    if (countLeaves(value) === 0) return;
    const json = canonicalJson(value);
    const hash = hashOf(json);
    this.add(`${prefix}${keyPart(name)}:${hash}`, rankByEarliest(this.at, hash), json);
  }

  /** A part that fills up: the fuller telling stays. `lead` goes before fullness. */
  addPart(key: string, value: unknown, lead = ''): void {
    if (!this.affords(value, key)) return;
    const part = partOf(value);
    if (part !== undefined) this.add(key, `${lead}${part.rank}`, part.json);
  }

  /** A bad part of the content, so that a reader learns of it and nothing else suffers. */
  warn(code: string, detail: string): void {
    if (++this.warnings > MAX_WARNINGS) return;
    const short = detail.toWellFormed().slice(0, 200).toWellFormed();
    this.addConstant(`${WARNING}${code}:${hashOf(short)}`, canonicalJson({ code, detail: short }));
  }

  list(): Fact[] {
    return [...this.facts.values()];
  }
}

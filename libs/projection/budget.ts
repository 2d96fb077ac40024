import { measure, type Measure } from './json.js';

/** Some 0.3 s of work. The provider's longest reports have a twentieth of it. */
const MAX_NODES = 200_000;

/**
 * What reading an event may cost, so that nobody can hold up everyone's calls with one body: a body may have a million
 * values. What it can't afford is left out, and what is smaller and comes later still is not.
 */
export class Budget {
  private nodesLeft = MAX_NODES;

  /** Pays for a value, `leastNodes` at least; `undefined`: that would be too much, and nothing is paid. */
  pay(value: unknown, leastNodes: number): Measure | undefined {
    const measured = measure(value, this.nodesLeft);
    const price = Math.max(measured.nodes, leastNodes);
    if (price > this.nodesLeft) return undefined;
    this.nodesLeft -= price;
    return measured;
  }
}

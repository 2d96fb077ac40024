import { callView, counterOf, factsOf, mergeFacts, rowFactsOf, rowOf, type Facts } from '../index.js';

const PLACE = { call: 'CA1', epoch: 'e1', version: 1, firstSeen: 0, lastSeen: 0 };

/** All facts of a call's events, merged in the order given. */
export function factsIn(events: readonly unknown[]): Facts {
  const facts: Facts = new Map();
  for (const event of events) mergeFacts(facts, factsOf(event));
  return facts;
}

export function viewOf(events: readonly unknown[]) {
  return callView(factsIn(events));
}

/** The row as the merge script folds it: row facts of every event, and a count of new keys. */
export function rowIn(events: readonly unknown[]) {
  const row: Facts = new Map();
  for (const event of events) mergeFacts(row, rowFactsOf(factsOf(event)));
  const counts = new Map<string, number>();
  for (const key of factsIn(events).keys()) {
    counts.set(counterOf(key), (counts.get(counterOf(key)) ?? 0) + 1);
  }
  for (const [counter, count] of counts) {
    row.set(`count:${counter}`, [`count:${counter}`, '', String(count)]);
  }
  return rowOf(row, PLACE);
}

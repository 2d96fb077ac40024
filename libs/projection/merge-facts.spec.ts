import type { Fact } from '#contracts';
import { describe, expect, it } from '@jest/globals';
import { array, assert, boolean, check, nat, property, record } from 'fast-check';
import { callView } from './call-view.js';
import { factsOf } from './facts-of.js';
import { mergeFacts, type Facts } from './merge-facts.js';
import { rowFactsOf } from './row-facts-of.js';
import { aCall, at } from './testing/a-call.js';
import { anyEvent } from './testing/hostile.js';

/** Events, each delivered one to three times, somewhere among the others, alone or in one batch with the next. */
const deliveries = array(
  record({ event: anyEvent, places: array(nat(1000), { minLength: 1, maxLength: 3 }), joins: boolean() }),
  { minLength: 1, maxLength: 7 },
);

type Merge = (into: Facts, facts: Iterable<Fact>) => unknown;
interface Delivery {
  readonly event: unknown;
  readonly places: readonly number[];
  readonly joins: boolean;
}

/** Whether the deliveries make the same call, view and row as the events once each, in order. */
const isTheSameCallWith = (merge: Merge) => property(deliveries, (list) => expectSameCall(list, merge));

function expectSameCall(list: readonly Delivery[], merge: Merge): void {
  const told = folded(
    list.map(({ event }) => [event]),
    merge,
  );

  const delivered = folded(batchesOf(list), merge);

  expect(sorted(delivered.facts)).toEqual(sorted(told.facts));
  expect(sorted(delivered.row)).toEqual(sorted(told.row));
  expect(callView(delivered.facts)).toEqual(callView(told.facts));
  expect(JSON.stringify(callView(delivered.facts))).toBe(JSON.stringify(callView(told.facts)));
}

describe('a call', () => {
  it('is the same whatever the order, number and batches in which its events come', () => {
    expect.hasAssertions();

    assert(isTheSameCallWith(mergeFacts), { numRuns: 300 });
  }, 30_000);

  it('would not be the same if the last to arrive won', () => {
    const { failed } = check(isTheSameCallWith(mergeByArrival), { numRuns: 300, endOnFailure: true });

    expect(failed).toBe(true);
  }, 30_000);
});

describe('merging facts', () => {
  const early = aCall().thatWas('ongoing', at(5)).events().flatMap(factsOf);
  const late = aCall().thatWas('ongoing', at(9)).thatWas('finished', at(60)).events().flatMap(factsOf);

  it('returns those that won, and only those', () => {
    const facts: Facts = new Map();

    expect(mergeFacts(facts, late)).toEqual(late);
    expect(mergeFacts(facts, early)).toEqual(early);
    expect(mergeFacts(facts, [...late, ...early])).toEqual([]);
  });

  it('keeps the first of two facts of one rank', () => {
    const facts: Facts = new Map([['k', ['k', '5', 'first']]]);

    expect(mergeFacts(facts, [['k', '5', 'second']])).toEqual([]);
    expect(facts.get('k')).toEqual(['k', '5', 'first']);
  });
});

/** What must not be: the last to arrive wins. */
function mergeByArrival(into: Facts, facts: Iterable<Fact>): void {
  for (const fact of facts) into.set(fact[0], fact);
}

function batchesOf(list: readonly Delivery[]): unknown[][] {
  const inOrder = list
    .flatMap(({ event, places, joins }) => places.map((place) => ({ event, place, joins })))
    .toSorted((a, b) => a.place - b.place);
  const batches: unknown[][] = [];
  let open: unknown[] | undefined;
  for (const { event, joins } of inOrder) {
    if (open === undefined) batches.push((open = []));
    open.push(event);
    if (!joins) open = undefined;
  }
  return batches;
}

/** Merges the facts of a batch among themselves, then into the call, as projectors do. */
function folded(batches: readonly (readonly unknown[])[], merge: Merge): { facts: Facts; row: Facts } {
  const call = { facts: new Map<string, Fact>(), row: new Map<string, Fact>() };
  for (const events of batches) {
    const batch = { facts: new Map<string, Fact>(), row: new Map<string, Fact>() };
    for (const facts of events.map(factsOf)) {
      merge(batch.facts, facts);
      merge(batch.row, rowFactsOf(facts));
    }
    merge(call.facts, batch.facts.values());
    merge(call.row, batch.row.values());
  }
  return call;
}

function sorted(facts: Facts): Fact[] {
  return [...facts.values()].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

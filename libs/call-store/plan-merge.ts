import type { Fact } from '#contracts';
import type { EventFacts } from './call-model.js';
import type { KnownCall } from './known-facts.js';

/** Facts a script takes at most, so that it holds Redis for about a millisecond. */
const MAX_FACTS = 500;
const MAX_BYTES = 1_000_000;

/** What one run of the merge script is given: events in order, each with facts of its own. */
export type Chunk = readonly EventFacts[];

/**
 * What has to be sent of a batch's events: of their facts those that neither the call nor an earlier event of the
 * batch already has in such a rank; in chunks a script can take. Every event is in some chunk, if without facts.
 */
export function planMerge(events: readonly EventFacts[], known: KnownCall | undefined): Chunk[] {
  const ofBatch = { facts: new Map<string, string>(), rowFacts: new Map<string, string>() };
  const chunks: EventFacts[][] = [[]];
  let room = { facts: MAX_FACTS, bytes: MAX_BYTES };
  for (const event of events) {
    const facts = takeNew(event.facts, ofBatch.facts, known?.facts);
    let rowRest = takeNew(event.rowFacts, ofBatch.rowFacts, known?.rowFacts);
    let planned = 0;
    do {
      const taken = fitting(facts, planned, room);
      const end = planned + taken.count;
      chunks.at(-1)?.push({ ...event, facts: facts.slice(planned, end), rowFacts: rowRest });
      planned = end;
      rowRest = [];
      room = { facts: room.facts - taken.count, bytes: room.bytes - taken.bytes };
      if (planned < facts.length) {
        chunks.push([]);
        room = { facts: MAX_FACTS, bytes: MAX_BYTES };
      }
    } while (planned < facts.length);
  }
  return chunks;
}

type Ranks = ReadonlyMap<string, string>;

function takeNew(
  facts: readonly Fact[],
  ofBatch: Map<string, string>,
  ofCall: Ranks | undefined,
): readonly Fact[] {
  return facts.filter(([key, rank]) => {
    if (isReached(ofCall, key, rank) || isReached(ofBatch, key, rank)) return false;
    ofBatch.set(key, rank);
    return true;
  });
}

function isReached(ranks: Ranks | undefined, key: string, rank: string): boolean {
  const known = ranks?.get(key);
  return known !== undefined && known >= rank;
}

/** How many of the facts from a place on fit; at least one into an empty chunk. */
function fitting(
  facts: readonly Fact[],
  from: number,
  room: { facts: number; bytes: number },
): { count: number; bytes: number } {
  let count = 0;
  let bytes = 0;
  for (let fact = facts[from]; fact !== undefined; fact = facts[from + count]) {
    const [key, , value] = fact;
    const size = key.length + value.length;
    const isFirst = count === 0 && room.facts === MAX_FACTS;
    if (count >= room.facts || (bytes + size > room.bytes && !isFirst)) break;
    count++;
    bytes += size;
  }
  return { count, bytes };
}

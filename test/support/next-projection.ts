import type { Fact } from '#contracts';
import { factsOf, mergeFacts, rowFactsOf, type Facts } from '#projection';
import { callModel } from '../../apps/projector/call-model.js';
import type { Projection } from '../../apps/projector/projection.js';
import { NEXT_MODEL, nextFactsOf } from './next-facts.mjs';

/** How the next version of the code is imagined to make calls of events. */
export const nextProjection: Projection = {
  model: { ...callModel, model: NEXT_MODEL },
  factsOf: (body) => nextFactsOf(factsOf(body)),
  rowFactsOf,
};

/** What events say together, as a projection reads them. */
export function foldOf(projection: Projection, bodies: readonly unknown[]): { facts: Facts; row: Facts } {
  const folded = { facts: new Map<string, Fact>(), row: new Map<string, Fact>() };
  for (const body of bodies) {
    const facts = projection.factsOf(body);
    for (const [key] of facts) {
      const counter = projection.model.counterOf(key);
      if (counter === '' || folded.facts.has(key)) continue;
      const name = `count:${counter}`;
      const count = String(Number(folded.row.get(name)?.[2] ?? 0) + 1);
      folded.row.set(name, [name, count.padStart(15, '0'), count]);
      folded.facts.set(key, [key, '', '']);
    }
    mergeFacts(folded.facts, facts);
    mergeFacts(folded.row, projection.rowFactsOf(facts));
  }
  return folded;
}

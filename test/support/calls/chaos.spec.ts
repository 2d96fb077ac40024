import { describe, expect, it } from '@jest/globals';
import { callView, factsOf, mergeFacts, type Facts } from '#projection';
import { callPlans, chaosOf, deliveriesOf, randomOf, SPEC_START, type Delivery } from './a-call.js';

const calls = callPlans('chaos', 50).map((plan) => plan.script({ startAt: SPEC_START }));

describe('fifty calls over a bad network', () => {
  it('read like the same calls over a good one', () => {
    const differing = calls.filter(({ events, id }) => {
      const chaotic = callView(projected(chaosOf(events, randomOf(id))));
      const calm = callView(projected(deliveriesOf(events)));
      return JSON.stringify(readable(chaotic)) !== JSON.stringify(readable(calm));
    });

    expect(differing.map(({ id }) => id)).toEqual([]);
  });

  it('are equal to the last fact when nothing is dropped', () => {
    const differing = calls.filter(({ events, id }) => {
      const chaotic = projected(chaosOf(events, randomOf(id), { drops: false }));
      return sorted(chaotic) !== sorted(projected(deliveriesOf(events)));
    });

    expect(differing.map(({ id }) => id)).toEqual([]);
  });
});

function projected(deliveries: readonly Delivery[]): Facts {
  const facts: Facts = new Map();
  for (const { body } of deliveries) mergeFacts(facts, factsOf(JSON.parse(JSON.stringify(body))));
  return facts;
}

function readable({ messages, status, hangs, errors, report }: ReturnType<typeof callView>): unknown {
  return { messages, statuses: status, hangs, errors, report };
}

function sorted(facts: Facts): string {
  return JSON.stringify([...facts.values()].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

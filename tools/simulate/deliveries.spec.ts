import { describe, expect, it } from '@jest/globals';
import { aCall, aLongCall, chaosOf, deliveriesOf, randomOf } from '../../test/support/calls/a-call.js';
import { repeats } from './repeats.js';

const events = aLongCall({ messages: 80, seed: 'chaos' });
const chaos = chaosOf(events, randomOf('bad network'));

describe('deliveries over a good network', () => {
  it('are the events as they are', () => {
    expect(deliveriesOf(events)).toEqual(events);
  });
});

describe('deliveries over a bad network', () => {
  it('are the same every time for a seed', () => {
    expect(chaosOf(events, randomOf('bad network'))).toEqual(chaos);
  });

  it('come in the order of their times, some of them late, twice, or before another', () => {
    const times = chaos.map(({ atMs }) => atMs);

    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(chaos.map(({ trouble }) => trouble))).toEqual(
      new Set([undefined, 'delayed', 'duplicate', 'swapped']),
    );
    expect(chaos.map(({ body }) => body)).not.toEqual(events.map(({ body }) => body));
  });

  it('leave out only conversation-updates that one of them repeats', () => {
    const bodies = new Set(chaos.map(({ body }) => body));
    const dropped = events.filter(({ body }) => !bodies.has(body));

    expect(dropped.length).toBeGreaterThan(5);
    for (const { body } of dropped) {
      expect(body.message.type).toBe('conversation-update');
      expect([...bodies].some((other) => other !== body && repeats(other, body))).toBe(true);
    }
  });

  it('leave out nothing when asked not to drop', () => {
    const bodies = new Set(
      chaosOf(events, randomOf('bad network'), { drops: false }).map(({ body }) => body),
    );

    expect(events.filter(({ body }) => !bodies.has(body))).toEqual([]);
  });
});

describe('a later event', () => {
  it('does not repeat the last conversation-update when it leaves out the metrics', () => {
    for (const seed of ['1', '2', '3', '4']) {
      const call = aCall({ seed }).events;
      const last = call.findLast(({ body }) => body.message.type === 'conversation-update');

      expect(call.filter((event) => event !== last && last && repeats(event.body, last.body))).toEqual([]);
    }
  });
});

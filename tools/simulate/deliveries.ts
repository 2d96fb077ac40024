import type { CallEvent } from './call-script.js';
import type { Random } from './random.js';
import { repeats } from './repeats.js';

/** A webhook on its way: the event, and when it is posted, in ms after the start of the call. */
export interface Delivery {
  readonly atMs: number;
  readonly body: CallEvent['body'];
  readonly trouble?: 'duplicate' | 'delayed' | 'swapped';
}

const DROPPED = 0.2;
const DUPLICATED = 0.15;
const DELAYED = 0.2;
const SWAPPED = 0.15;

/** Every event once, in order, at its time. */
export function deliveriesOf(events: readonly CallEvent[]): readonly Delivery[] {
  return events.map(({ atMs, body }) => ({ atMs, body }));
}

/**
 * A call's events as a bad network would bring them: twice, late, one before the other. Nothing is lost but
 * conversation-updates that a later event repeats word for word; without `drops` nothing at all.
 */
export function chaosOf(
  events: readonly CallEvent[],
  random: Random,
  { drops } = { drops: true },
): readonly Delivery[] {
  const goes = (event: CallEvent, index: number) =>
    random.chance(DROPPED) && isRepeatedLater(events, index, event);
  const kept = drops ? events.filter((event, index) => !goes(event, index)) : events;
  return swapped(random, deliveriesOf(kept))
    .flatMap((delivery) => duplicated(random, delayed(random, delivery)))
    .toSorted((a, b) => a.atMs - b.atMs);
}

/** That later event may be dropped as well: then a still later one repeats them both. */
function isRepeatedLater(events: readonly CallEvent[], index: number, { body }: CallEvent): boolean {
  return (
    body.message.type === 'conversation-update' &&
    events.slice(index + 1).some((later) => repeats(later.body, body))
  );
}

/** Neighbours that take each other's time. */
function swapped(random: Random, deliveries: readonly Delivery[]): readonly Delivery[] {
  const result = [...deliveries];
  for (let index = 0; index + 1 < result.length; index++) {
    const [one, other] = [result[index], result[index + 1]];
    if (one === undefined || other === undefined || !random.chance(SWAPPED)) continue;
    result[index] = { ...other, atMs: one.atMs, trouble: 'swapped' };
    result[index + 1] = { ...one, atMs: other.atMs, trouble: 'swapped' };
    index += 1;
  }
  return result;
}

function delayed(random: Random, delivery: Delivery): Delivery {
  if (!random.chance(DELAYED)) return delivery;
  return { ...delivery, atMs: delivery.atMs + random.int(200, 9000), trouble: 'delayed' };
}

function duplicated(random: Random, delivery: Delivery): readonly Delivery[] {
  if (!random.chance(DUPLICATED)) return [delivery];
  return [delivery, { ...delivery, atMs: delivery.atMs + random.int(0, 4000), trouble: 'duplicate' }];
}

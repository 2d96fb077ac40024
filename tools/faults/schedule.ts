import { callPlans } from '../simulate/call-plan.js';
import type { CallScript } from '../simulate/call-script.js';
import { chaosOf } from '../simulate/deliveries.js';
import { randomOf } from '../simulate/random.js';

/** A webhook that is going to be posted. */
export interface Posting {
  /** After the traffic's begin. */
  readonly dueMs: number;
  readonly call: string;
  readonly body: string;
}

export interface TrafficWishes {
  readonly seed: string;
  /** Webhooks a second. */
  readonly rate: number;
  readonly seconds: number;
}

/** When the made-up calls begin: fixed, so that a seed gives the same bodies whenever it is run. */
const CALLS_START = Date.UTC(2026, 2, 5, 9, 21, 20);
/** A call of a minute, told in two seconds. */
const HASTE = 30;
/** Of the calls' begins, in traffic's time. */
const APART_MS = 130;

/**
 * Whole calls as their webhooks come in over a bad network: some twice, some late, some one before the other, and the
 * calls among each other; evenly `rate` a second. The last call is told to its end, so there may be some more.
 */
export function scheduleOf({ seed, rate, seconds }: TrafficWishes): readonly Posting[] {
  const wanted = rate * seconds;
  // A call has some twenty webhooks; the shortest have three.
  const scripts = callPlans(seed, Math.ceil(wanted / 3)).values();
  const told: { atMs: number; call: string; body: string }[] = [];
  let begun = 0;
  for (const plan of scripts) {
    if (told.length >= wanted) break;
    const script = plan.script({ startAt: CALLS_START, turns: 0 });
    const beginsMs = begun++ * APART_MS;
    told.push(
      ...deliveriesOf(script, seed).map(({ atMs, body }) => ({ ...body, atMs: beginsMs + atMs / HASTE })),
    );
  }
  return told
    .toSorted((one, other) => one.atMs - other.atMs)
    .map(({ call, body }, place) => ({ dueMs: (place * 1000) / rate, call, body }));
}

function deliveriesOf({ id, events }: CallScript, seed: string) {
  return chaosOf(events, randomOf(`${seed}/network/${id}`), { drops: false }).map(({ atMs, body }) => ({
    atMs,
    body: { call: id, body: JSON.stringify(body) },
  }));
}

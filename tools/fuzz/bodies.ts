import { callPlans } from '../simulate/call-plan.js';
import { randomOf, type Random } from '../simulate/random.js';
import { mutateBytes } from './mutate-bytes.js';
import { mutateValue } from './mutate-value.js';

/** What ingest is told to take at most, so that its limit is met often without posting gigabytes. */
export const MAX_BODY_BYTES = 256 * 1024;

const CALLS_A_CAST = 10;
/** A call is told by some twenty events; each comes about twice, differently hostile. */
const BODIES_A_CAST = 400;
/** Kept, for calls of odd ids have bodies of many. */
const MAX_CASTS = 32;
const START = Date.UTC(2026, 2, 5, 9, 21, 20);

/** The bodies of a seed, by number: each is the same whichever others are made. */
export class Bodies {
  private readonly casts = new Map<number, readonly object[]>();

  constructor(private readonly seed: string) {}

  /** A believable webhook with a few things wrong; now and then with nothing wrong, or hardly a webhook any more. */
  make(number: number): Buffer {
    const random = randomOf(`${this.seed}/body/${number}`);
    const [first = {}, ...rest] = this.eventsOf(Math.floor(number / BODIES_A_CAST));
    const event = structuredClone(random.pick([first, ...rest]));
    const wrongs = random.chance(0.1) ? 0 : random.int(1, 4);
    for (let wrong = 0; wrong < wrongs; wrong++) mutateValue(random, event);
    const body = Buffer.from(JSON.stringify(event));
    if (random.chance(0.002)) return atTheLimit(random, body);
    return random.chance(0.15) ? mutateBytes(random, body) : body;
  }

  private eventsOf(number: number): readonly object[] {
    const known = this.casts.get(number);
    if (known !== undefined) return known;
    const events = callPlans(`${this.seed}/cast/${number}`, CALLS_A_CAST).flatMap((plan) =>
      plan.script({ startAt: START }).events.map(({ body }) => body),
    );
    const [oldest] = this.casts.keys();
    if (this.casts.size >= MAX_CASTS && oldest !== undefined) this.casts.delete(oldest);
    this.casts.set(number, events);
    return events;
  }
}

/** JSON may end in spaces: one byte less than the limit, the limit, or one more. */
function atTheLimit(random: Random, body: Buffer): Buffer {
  return Buffer.concat([
    body,
    Buffer.alloc(Math.max(MAX_BODY_BYTES + random.int(-1, 1) - body.length, 0), ' '),
  ]);
}

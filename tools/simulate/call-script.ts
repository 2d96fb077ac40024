import { callIdOf, participants, type CallIdentity, type Medium } from './call-identity.js';
import { failedCall } from './failed-call.js';
import { withHappenings, type Happening } from './happenings.js';
import { lengthened } from './lengthened.js';
import type { Random } from './random.js';
import type { Scenario } from './scenario.js';
import { spokenCall } from './spoken-call.js';
import type { Webhook } from './webhook.js';

export interface CallOptions {
  /** Epoch ms: the clock base of everything in the call. */
  readonly startAt: number;
  /** Eight hex digits that begin the ids of a run's calls. */
  readonly run: string;
  readonly happenings?: readonly Happening[];
  /** Chosen by chance where not given; outbound calls are made by phone. */
  readonly medium?: Medium;
  /** How many messages the transcript shall have; what a conversation needs anyway is never cut. */
  readonly turns?: number;
}

/** One webhook, and how long after the start of its call it is posted. */
export interface CallEvent {
  readonly atMs: number;
  readonly body: Webhook;
}

export interface CallScript {
  readonly id: string;
  readonly scenario: string;
  readonly who: string;
  readonly events: readonly CallEvent[];
}

/** A whole call as the webhooks it posts, in order. The same random and options give the same call. */
export function callScript(random: Random, scenario: Scenario, options: CallOptions): CallScript {
  const { person, medium, metadata } = participants(
    random,
    scenario.direction,
    options.medium ?? scenario.medium,
  );
  const happenings = options.happenings ?? [];
  const written = scenario.write(random, person);
  const eventful = withHappenings(random, written, happenings);
  const dialogue = lengthened(random, eventful, options.turns ?? 0);
  const { profile, variables } = dialogue;
  const id = callIdOf(random, medium, options.run);
  const { direction } = scenario;
  const identity: CallIdentity = { id, profile, variables, medium, direction, person, metadata };
  const bodies = happenings.includes('failed')
    ? failedCall(random, identity, options.startAt)
    : spokenCall(random, identity, dialogue, options.startAt, happenings.includes('forwarded'));
  return {
    id,
    scenario: scenario.name,
    who: person.name,
    events: bodies.map((body) => posted(body, options.startAt)),
  };
}

/** A webhook leaves a little after what it tells of. */
function posted(body: Webhook, startAt: number): CallEvent {
  return { atMs: body.message.timestamp - startAt + 8, body };
}

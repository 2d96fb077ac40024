import {
  callScript,
  type CallEvent,
  type CallOptions,
  type CallScript,
} from '../../../tools/simulate/call-script.js';
import { prefixOf, randomOf } from '../../../tools/simulate/random.js';
import { SCENARIOS } from '../../../tools/simulate/scenario.js';

export { chaosOf, deliveriesOf, type Delivery } from '../../../tools/simulate/deliveries.js';
export { callPlans } from '../../../tools/simulate/call-plan.js';
export { randomOf } from '../../../tools/simulate/random.js';
export { SCENARIOS } from '../../../tools/simulate/scenario.js';

/** When calls of specs begin, unless they say otherwise. */
export const SPEC_START = Date.UTC(2026, 2, 5, 9, 21, 20);

type ScenarioName = (typeof SCENARIOS)[number]['name'];

export interface CallWishes extends Partial<
  Pick<CallOptions, 'startAt' | 'happenings' | 'medium' | 'turns'>
> {
  /** The same seed, the same call. */
  readonly seed?: string;
  readonly scenario?: ScenarioName;
}

/** One believable call, with all its webhooks in order: a clinic books an appointment unless asked otherwise. */
export function aCall({
  seed = 'a call',
  scenario = 'clinic booking',
  ...wishes
}: CallWishes = {}): CallScript {
  const chosen = SCENARIOS.find(({ name }) => name === scenario) ?? SCENARIOS[0];
  return callScript(randomOf(seed), chosen, { startAt: SPEC_START, run: prefixOf(seed), ...wishes });
}

/** The webhooks of a call whose transcript has exactly this many messages (at least some thirty). */
export function aLongCall(wishes: {
  readonly messages: number;
  readonly seed: string;
}): readonly CallEvent[] {
  return aCall({ seed: wishes.seed, turns: wishes.messages }).events;
}

/** The transcript as the call's last conversation-update has it. */
export function transcriptOf(events: readonly CallEvent[]) {
  const updates = events.filter(({ body }) => body.message.type === 'conversation-update');
  return updates.at(-1)?.body.message.messages ?? [];
}

import type { CallOptions, CallScript } from './call-script.js';
import { callScript } from './call-script.js';
import type { Happening } from './happenings.js';
import { prefixOf, randomOf } from './random.js';
import { SCENARIOS, type Scenario } from './scenario.js';

/** A call that is going to be made: everything but when. */
export interface CallPlan {
  readonly scenario: Scenario;
  readonly happenings: readonly Happening[];
  readonly script: (options: Pick<CallOptions, 'startAt' | 'turns'>) => CallScript;
}

// Every five calls have some of the trouble, every ten all of it; half of the calls go as they should.
const FIRST_FIVE: readonly (readonly Happening[])[] = [
  ['interruption'],
  ['hang', 'interruption'],
  ['forwarded'],
  [],
  ['model error'],
];
const NEXT_FIVE: readonly (readonly Happening[])[] = [
  [],
  ['failed'],
  ['interruption', 'interruption'],
  ['speech error', 'hang'],
  [],
];

/** The calls of a run: a call is the same whatever the others are, and whenever it is made. */
export function callPlans(seed: string, calls: number): readonly CallPlan[] {
  const [kinds, troubles] = [randomOf(`${seed}/scenarios`), randomOf(`${seed}/happenings`)];
  const scenarios: Scenario[] = [];
  const happenings: (readonly Happening[])[] = [];
  while (scenarios.length < calls) scenarios.push(...kinds.shuffled(SCENARIOS));
  while (happenings.length < calls)
    happenings.push(...troubles.shuffled(FIRST_FIVE), ...troubles.shuffled(NEXT_FIVE));
  return scenarios
    .slice(0, calls)
    .map((scenario, index) => planOf(seed, index, scenario, happenings[index] ?? []));
}

function planOf(seed: string, index: number, scenario: Scenario, happenings: readonly Happening[]): CallPlan {
  const script: CallPlan['script'] = (options) =>
    callScript(randomOf(`${seed}/call/${index}`), scenario, { ...options, run: prefixOf(seed), happenings });
  return { scenario, happenings, script };
}

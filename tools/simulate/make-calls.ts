import { setTimeout as pause } from 'node:timers/promises';
import { callPlans, type CallPlan } from './call-plan.js';
import { chaosOf, deliveriesOf, type Delivery } from './deliveries.js';
import { milestoneOf } from './milestone-of.js';
import type { Options } from './options.js';
import type { Answer } from './post-webhook.js';
import { randomOf } from './random.js';
import { Tally } from './tally.js';

/** Nothing has ever answered: there is nobody to simulate for. */
export class Unreachable extends Error {}

export interface Line {
  post(body: Delivery['body']): Promise<Answer>;
  print(line: string): void;
  /** Ends the run early; what is on its way still arrives. */
  readonly stop: AbortSignal;
}

/** Makes the calls of a run, so many at a time, each at its own pace. */
export async function makeCalls(options: Options, seed: string, line: Line): Promise<Tally> {
  const tally = new Tally();
  const shown = new Set<string>();
  const waiting = callPlans(seed, options.calls).entries();
  const place = async (_: unknown, caller: number) => {
    // Nobody calls in the very moment somebody else does.
    await waitUntil(Date.now() + (caller * 1400) / options.speed, line.stop);
    for (const [index, plan] of waiting) {
      if (line.stop.aborted) return;
      tally.calls += 1;
      await makeCall({ options, seed, line, tally, shown }, index, plan);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.concurrency, options.calls) }, place));
  return tally;
}

interface Run {
  readonly options: Options;
  readonly seed: string;
  readonly line: Line;
  readonly tally: Tally;
  /** Complaints that were printed: a wrong secret is said once, not once a webhook. */
  readonly shown: Set<string>;
}

async function makeCall(run: Run, index: number, plan: CallPlan): Promise<void> {
  const { options, line, tally } = run;
  const startAt = Date.now();
  const script = plan.script({ startAt, turns: options.turns });
  const name = `${String(index + 1).padStart(3)}  ${script.scenario.padEnd(15)}  ${script.who.padEnd(20)}`;
  const deliveries = options.chaos
    ? chaosOf(script.events, randomOf(`${run.seed}/chaos/${index}`))
    : deliveriesOf(script.events);
  for (const { atMs, body, trouble } of deliveries) {
    await waitUntil(startAt + atMs / options.speed, line.stop);
    if (line.stop.aborted) return;
    const answer = await line.post(body);
    tally.count(answer);
    if (answer.kind === 'lost' && tally.isEmpty) throw new Unreachable(answer.reason);
    const milestone = trouble === 'duplicate' ? undefined : milestoneOf(body);
    if (milestone !== undefined) line.print(`${name}  ${milestone}`);
    complain(run, answer);
  }
}

function complain({ shown, line }: Run, answer: Answer): void {
  if (answer.kind === 'answered' && answer.status === 200) return;
  const complaint =
    answer.kind === 'lost' ? `not answered: ${answer.reason}` : `answered ${answer.status}: ${answer.hint}`;
  if (shown.has(complaint)) return;
  shown.add(complaint);
  line.print(`  !  ${complaint}`);
}

/** Returns early when the run is stopped. */
async function waitUntil(time: number, stop: AbortSignal): Promise<void> {
  const ms = time - Date.now();
  if (ms > 0 && !stop.aborted) await pause(ms, undefined, { signal: stop }).catch(() => undefined);
}

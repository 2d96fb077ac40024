import { setTimeout as delay } from 'node:timers/promises';
import type { Audience } from './audience.js';
import type { Finding } from './checks/finding.js';
import type { StandingCall } from './evidence.js';
import type { Injuries } from './fault.js';
import { judgeCall, judgeSurroundings } from './judge.js';
import type { Ledger } from './ledger.js';
import type { MemoryWatch } from './memory-watch.js';
import { clientEvidence, type Observer } from './observer.js';

/** What is left of a fault that is over. */
export interface Aftermath {
  readonly ledger: Ledger;
  readonly audience: Audience;
  readonly observer: Observer;
  readonly memory: MemoryWatch;
  readonly injuries: Injuries;
  readonly patienceMs: number;
  readonly stop: AbortSignal;
}

export interface Wellness {
  /** What is wrong still. */
  readonly findings: readonly Finding[];
  /** Until nothing was wrong any more; undefined: patience ended first. */
  readonly recoveryMs: number | undefined;
}

/** Seldom enough to leave the machine to those who recover. */
const LOOK_EVERY_MS = 250;

/** Looks until nothing is wrong, or for as long as there is patience. */
export async function untilWell(aftermath: Aftermath): Promise<Wellness> {
  const { ledger, audience, observer, stop, patienceMs } = aftermath;
  const startedAt = performance.now();
  for (;;) {
    const lookedAt = performance.now();
    const isLate = lookedAt - startedAt > patienceMs;
    // Looking at everything takes its time, so not before it can be all right.
    if (isLate || (await observer.isQuiet(ledger.sent, audience.onlookers))) {
      const findings = await look(aftermath);
      if (findings.length === 0) return { findings, recoveryMs: lookedAt - startedAt };
      if (isLate) return { findings, recoveryMs: undefined };
    }
    stop.throwIfAborted();
    await delay(LOOK_EVERY_MS);
  }
}

/** Everything that is wrong at this moment. */
async function look({ ledger, audience, observer, memory, injuries }: Aftermath): Promise<Finding[]> {
  const findings: Finding[] = [];
  const standing: StandingCall[] = [];
  for await (const evidence of observer.calls(ledger.sent)) {
    findings.push(...judgeCall(evidence));
    const { call, stored, row } = evidence;
    standing.push({ call, stored, row });
  }
  const surroundings = {
    clients: clientEvidence(audience.onlookers),
    standing,
    leftovers: {
      ...(await observer.waiting()),
      deadLetters: await observer.deadLetters(),
      poison: injuries.poison ?? 0,
    },
    memory: { evictedKeys: await observer.evictedKeys(), peaks: memory.peaks() },
  };
  return [...findings, ...judgeSurroundings(surroundings)];
}

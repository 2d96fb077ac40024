import { setTimeout as delay } from 'node:timers/promises';
import type { Audience } from './audience.js';
import type { Evidence } from './evidence.js';
import type { Injuries } from './fault.js';
import { judge } from './judge.js';
import type { Ledger } from './ledger.js';
import type { MemoryWatch } from './memory-watch.js';
import { clientEvidence, type Observer } from './observer.js';

/** What is left of a fault that is over. */
export interface Aftermath {
  readonly ledger: Ledger;
  readonly calls: readonly string[];
  readonly audience: Audience;
  readonly observer: Observer;
  readonly memory: MemoryWatch;
  readonly injuries: Injuries;
  readonly patienceMs: number;
  readonly stop: AbortSignal;
}

export interface Wellness {
  readonly evidence: Evidence;
  /** Until nothing was wrong any more; undefined: patience ended first. */
  readonly recoveryMs: number | undefined;
}

/** Looks until nothing is wrong, or for as long as there is patience; the evidence is that of the last look. */
export async function untilWell(aftermath: Aftermath): Promise<Wellness> {
  const { ledger, audience, observer, stop, patienceMs } = aftermath;
  const startedAt = performance.now();
  for (;;) {
    const lookedAt = performance.now();
    const isLate = lookedAt - startedAt > patienceMs;
    // Looking at everything takes its time, so not before it can be all right.
    if (isLate || (await observer.isQuiet(ledger.sent, audience.onlookers))) {
      const evidence = await gather(aftermath);
      if (judge(evidence).length === 0) return { evidence, recoveryMs: lookedAt - startedAt };
      if (isLate) return { evidence, recoveryMs: undefined };
    }
    stop.throwIfAborted();
    await delay(100);
  }
}

async function gather({ ledger, calls, audience, observer, memory, injuries }: Aftermath): Promise<Evidence> {
  return {
    sent: ledger.sent,
    calls: await observer.calls(calls),
    clients: clientEvidence(audience.onlookers),
    leftovers: {
      ...(await observer.waiting()),
      deadLetters: await observer.deadLetters(),
      poison: injuries.poison ?? 0,
    },
    memory: { evictedKeys: await observer.evictedKeys(), peaks: memory.peaks() },
  };
}

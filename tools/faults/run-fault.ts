import { setTimeout as delay } from 'node:timers/promises';
import { randomOf } from '../simulate/random.js';
import { seatAudience, type Audience } from './audience.js';
import { answers, p99MsOf } from './checks/answers.js';
import type { Finding } from './checks/finding.js';
import { acceptedIn, growthIn, memoryIn, takenIn } from './checks/outage.js';
import type { Evidence } from './evidence.js';
import type { Fault, Scene } from './fault.js';
import { judge } from './judge.js';
import { isAccepted, Ledger, type Sent } from './ledger.js';
import { MemoryWatch } from './memory-watch.js';
import { clientEvidence, Observer } from './observer.js';
import { postAll } from './post-all.js';
import { scheduleOf } from './schedule.js';
import { startSystem, type System, type SystemSize } from './system.js';

export interface RunTerms {
  readonly seed: string;
  readonly size: SystemSize;
  readonly traffic: { readonly rate: number; readonly seconds: number };
  readonly projectorScript?: string;
  /** How long something may stay wrong before it is reported so; default 45 s. */
  readonly patienceMs?: number;
  /** Ctrl-C. */
  readonly stop: AbortSignal;
}

/** What a fault did, and what was found afterwards. */
export interface Outcome {
  readonly fault: Fault;
  readonly injected: number;
  readonly sent: number;
  readonly accepted: number;
  /** From the end of fault and traffic until nothing was wrong any more; undefined: something still is. */
  readonly recoveryMs: number | undefined;
  /** Further numbers, for a fault that is about them. */
  readonly notes: readonly string[];
  readonly findings: readonly Finding[];
  /** Where the logs of the processes are, when there is a finding. */
  readonly folder: string;
}

const RECOVERY_MS = 30_000;
/** Longer than a recovery may take, to tell what is slow from what is lost. */
const PATIENCE_MS = 45_000;
/** The fault ends so much before the traffic does. */
const LAST_TRAFFIC_MS = 500;

/** Starts everything, lets calls come in, does the fault meanwhile, waits until all is well again, and judges. */
export async function runFault(fault: Fault, terms: RunTerms): Promise<Outcome> {
  const { redisArgs, ingestEnv } = fault;
  const { size, projectorScript } = terms;
  const dice = randomOf(`${terms.seed}/${fault.name}`);
  const system = await startSystem({
    size,
    dice,
    ...(redisArgs && { redisArgs }),
    ...(ingestEnv && { ingestEnv }),
    ...(projectorScript !== undefined && { projectorScript }),
  });
  const observer = new Observer(system.redis.url);
  let isFlawless = false;
  try {
    const outcome = await hurt(fault, terms, { system, observer });
    isFlawless = outcome.findings.length === 0;
    return outcome;
  } finally {
    observer.close();
    await system.stop({ keep: !isFlawless });
  }
}

async function hurt(
  fault: Fault,
  { seed, traffic, stop, patienceMs = PATIENCE_MS }: RunTerms,
  { system, observer }: { system: System; observer: Observer },
): Promise<Outcome> {
  const { rate, seconds } = fault.traffic ?? traffic;
  const postings = scheduleOf({ seed: `${seed}/${fault.name}`, rate, seconds });
  const calls = [...new Set(postings.map(({ call }) => call))];
  const audience = await seatAudience(system.gatewayUrls, calls);
  const memory = new MemoryWatch([...system.ingests, ...system.projectors, ...system.gateways]);
  const ledger = new Ledger();
  try {
    const over = endingAfter(seconds * 1000 - LAST_TRAFFIC_MS, stop);
    const dice = randomOf(`${seed}/${fault.name}/injuries`);
    const scene: Scene = { system, audience, observer, dice, over, poison: 0 };
    const [injected] = await Promise.all([
      fault.injure(scene),
      postAll(postings, { urls: system.ingestUrls, ledger, stop }),
    ]);
    stop.throwIfAborted();
    const { evidence, recoveryMs } = await untilWell({
      ledger,
      calls,
      audience,
      observer,
      memory,
      scene,
      stop,
      patienceMs,
    });
    const { sent } = ledger;
    const findings = [
      ...judge(evidence),
      ...answers(sent, fault.answers ?? { allAccepted: true }),
      ...(scene.outage ? [...growthIn(scene.outage, memory.samples), ...takenIn(scene.outage, sent)] : []),
      ...recovery(recoveryMs, fault.recoveryMs ?? RECOVERY_MS),
    ];
    const accepted = sent.filter(isAccepted).length;
    const { folder } = system;
    return {
      fault,
      injected,
      sent: sent.length,
      accepted,
      notes: notesOf(scene, sent, memory),
      recoveryMs,
      findings,
      folder,
    };
  } finally {
    memory.stop();
    await audience.close();
  }
}

/** Not `AbortSignal.any` of a timeout: Node 20 may collect that before it fires. */
function endingAfter(ms: number, stop: AbortSignal): AbortSignal {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), ms);
  stop.addEventListener('abort', () => {
    clearTimeout(timer);
    over.abort();
  });
  return over.signal;
}

interface Aftermath {
  readonly ledger: Ledger;
  readonly calls: readonly string[];
  readonly audience: Audience;
  readonly observer: Observer;
  readonly memory: MemoryWatch;
  readonly scene: Scene;
  readonly stop: AbortSignal;
  readonly patienceMs: number;
}

/** Looks until nothing is wrong, or until there is no hope; the evidence is that of the last look. */
async function untilWell(
  aftermath: Aftermath,
): Promise<{ evidence: Evidence; recoveryMs: number | undefined }> {
  const { ledger, audience, observer, stop, patienceMs } = aftermath;
  const startedAt = performance.now();
  for (;;) {
    const lookedAt = performance.now();
    const isLate = lookedAt - startedAt > patienceMs;
    if (isLate || (await observer.isQuiet(ledger.sent, audience.onlookers))) {
      const evidence = await gather(aftermath);
      if (judge(evidence).length === 0) return { evidence, recoveryMs: lookedAt - startedAt };
      if (isLate) return { evidence, recoveryMs: undefined };
    }
    stop.throwIfAborted();
    await delay(100);
  }
}

async function gather({ ledger, calls, audience, observer, memory, scene }: Aftermath): Promise<Evidence> {
  return {
    sent: ledger.sent,
    calls: await observer.calls(calls),
    clients: clientEvidence(audience.onlookers),
    leftovers: {
      ...(await observer.waiting()),
      deadLetters: await observer.deadLetters(),
      poison: scene.poison,
    },
    memory: { evictedKeys: await observer.evictedKeys(), peaks: memory.peaks() },
  };
}

function notesOf({ outage }: Scene, sent: readonly Sent[], { samples }: MemoryWatch): string[] {
  if (outage === undefined) return [];
  const accepted = `${acceptedIn(outage, sent)} webhooks were accepted in the ${secondsOf(outage.to - outage.from)} that Redis was away`;
  const grown = memoryIn(outage, samples).map(
    ({ name, thirdMb, lastMb }) =>
      `${name}: ${Math.round(thirdMb)} MB in the third quarter of that time, ${Math.round(lastMb)} MB in the last`,
  );
  return [`${accepted}; p99 of all answers ${Math.round(p99MsOf(sent))} ms`, ...grown];
}

function secondsOf(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function recovery(recoveryMs: number | undefined, mostMs: number): Finding[] {
  if (recoveryMs === undefined) return [{ invariant: 'I8', count: 1, says: 'it never recovered' }];
  if (recoveryMs <= mostMs) return [];
  return [{ invariant: 'I8', count: 1, says: `it took ${secondsOf(recoveryMs)}` }];
}

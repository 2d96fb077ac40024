import { randomOf } from '../simulate/random.js';
import { allSettled } from './all-settled.js';
import { seatAudience } from './audience.js';
import { answers, lateAnswers, p99MsOf } from './checks/answers.js';
import type { Finding } from './checks/finding.js';
import { acceptedIn, growthIn, memoryIn, takenIn } from './checks/outage.js';
import { endingAfter } from './ending-after.js';
import type { Fault, Outage } from './fault.js';
import { isAccepted, Ledger, type Sent } from './ledger.js';
import { MemoryWatch, type MemorySample } from './memory-watch.js';
import { Observer } from './observer.js';
import { postAll } from './post-all.js';
import { scheduleOf } from './schedule.js';
import { startSystem, type System, type SystemSize } from './system.js';
import { untilWell } from './until-well.js';

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
  /** How often it was done. */
  readonly times: number;
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
  const { redisArgs = [], ingestEnv = {} } = fault;
  const { size, projectorScript, seed } = terms;
  const system = await startSystem({
    size,
    dice: randomOf(`${seed}/${fault.name}`),
    redisArgs,
    ingestEnv,
    projectorScript,
  });
  const observer = new Observer(system.redis.url);
  let isFlawless = false;
  try {
    const outcome = await hurt(fault, terms, system, observer);
    isFlawless = outcome.findings.length === 0;
    return outcome;
  } finally {
    observer.close();
    await system.stop({ keep: !isFlawless && !terms.stop.aborted });
  }
}

async function hurt(fault: Fault, terms: RunTerms, system: System, observer: Observer): Promise<Outcome> {
  const { seed, stop, patienceMs = PATIENCE_MS } = terms;
  const { rate, seconds } = fault.traffic ?? terms.traffic;
  const postings = scheduleOf({ seed: `${seed}/${fault.name}`, rate, seconds });
  const calls = [...new Set(postings.map(({ call }) => call))];
  const audience = await seatAudience(system.gatewayUrls, calls);
  const memory = new MemoryWatch([...system.ingests, ...system.projectors, ...system.gateways]);
  const ledger = new Ledger();
  try {
    const over = endingAfter(seconds * 1000 - LAST_TRAFFIC_MS, stop);
    const dice = randomOf(`${seed}/${fault.name}/injuries`);
    const [injuries] = await allSettled([
      fault.injure({ system, audience, observer, dice, over }),
      postAll(postings, { urls: system.ingestUrls, ledger, stop }),
    ]);
    stop.throwIfAborted();
    const aftermath = { ledger, audience, observer, memory, injuries, stop, patienceMs };
    const wellness = await untilWell(aftermath);
    const { recoveryMs } = wellness;
    const { sent } = ledger;
    const { times, outage } = injuries;
    const findings = [
      ...wellness.findings,
      ...answers(sent, fault.answers ?? { allAccepted: true }),
      ...(outage === undefined ? [] : throughOutage(fault, outage, sent, memory.samples)),
      ...recovery(recoveryMs, fault.recoveryMs ?? RECOVERY_MS),
    ];
    const accepted = sent.filter(isAccepted).length;
    const notes = outage === undefined ? [] : notesOf(fault, outage, sent, memory.samples);
    return { fault, times, sent: sent.length, accepted, recoveryMs, notes, findings, folder: system.folder };
  } finally {
    memory.stop();
    await audience.close();
  }
}

function throughOutage(
  { whileAway }: Fault,
  outage: Outage,
  sent: readonly Sent[],
  samples: readonly MemorySample[],
): Finding[] {
  const taken = takenIn(outage, sent);
  if (whileAway === undefined) return taken;
  return [
    ...taken,
    ...growthIn(outage, samples),
    ...lateAnswers(answeredSince(outage, sent), whileAway.p99Ms),
  ];
}

/** Those before are answered by processes that have just begun to run. */
function answeredSince({ from }: Outage, sent: readonly Sent[]): Sent[] {
  return sent.filter(({ answeredAt }) => answeredAt >= from);
}

function notesOf(
  { title, whileAway }: Fault,
  outage: Outage,
  sent: readonly Sent[],
  samples: readonly MemorySample[],
): string[] {
  const { from, to } = outage;
  const taken = `${title}: ${acceptedIn(outage, sent)} webhooks were accepted in ${secondsOf(to - from)} without Redis`;
  if (whileAway === undefined) return [taken];
  const memory = memoryIn(outage, samples).map(
    ({ name, thirdMb, lastMb }) => `${name} ${Math.round(thirdMb)} MB, then ${Math.round(lastMb)} MB`,
  );
  return [
    `${taken}; p99 of the answers from then on ${Math.round(p99MsOf(answeredSince(outage, sent)))} ms; memory in the ` +
      `third quarter of that time and in the last: ${memory.join('; ')}`,
  ];
}

function recovery(recoveryMs: number | undefined, mostMs: number): Finding[] {
  if (recoveryMs === undefined) return [{ invariant: 'I8', count: 1, says: 'it never recovered' }];
  if (recoveryMs <= mostMs) return [];
  return [{ invariant: 'I8', count: 1, says: `it took ${secondsOf(recoveryMs)}` }];
}

function secondsOf(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

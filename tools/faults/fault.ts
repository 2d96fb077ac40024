import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../simulate/random.js';
import type { Audience } from './audience.js';
import type { AnswerTerms } from './checks/answers.js';
import type { Observer } from './observer.js';
import type { System } from './system.js';

/** Something that is done to the running processes, and what must hold all the same. */
export interface Fault {
  /** In kebab-case, as `--only` takes it. */
  readonly name: string;
  /** For the table. */
  readonly title: string;
  /** Does it, over and over while `scene` lasts; then makes everything whole again, and resolves to what it did. */
  readonly injure: Injure;
  readonly redisArgs?: readonly string[];
  readonly ingestEnv?: Readonly<Record<string, string>>;
  /** What traffic it happens under; default: that of the run. */
  readonly traffic?: { readonly rate: number; readonly seconds: number };
  /** Default: every webhook is answered 200. */
  readonly answers?: AnswerTerms;
  /** For Redis being away for long: 99 of 100 answers come within so long from then on, and no ingest grows. */
  readonly whileAway?: { readonly p99Ms: number };
  /** From the end of fault and traffic; default 30 s. */
  readonly recoveryMs?: number;
}

/** Where a fault happens. */
export interface Scene {
  readonly system: System;
  readonly audience: Audience;
  readonly observer: Observer;
  readonly dice: Random;
  /** Aborted when the fault should end: a little before the traffic does, or on Ctrl-C. */
  readonly over: AbortSignal;
}

export type Injure = (scene: Scene) => Promise<Injuries>;

export interface Injuries {
  /** How often it was done. */
  readonly times: number;
  /** Entries that nobody can read, put into the log. */
  readonly poison?: number;
  /** When Redis was away, where the fault is about that. */
  readonly outage?: Outage;
}

/** By `performance.now()`. */

export interface Outage {
  readonly from: number;
  readonly to: number;
}

/** Waits; at most until the scene is over. `true`: it is not. */
export async function pauseIn({ over }: Scene, ms: number): Promise<boolean> {
  await delay(ms, undefined, { signal: over }).catch(() => undefined);
  return !over.aborted;
}

export async function untilOver({ over }: Scene): Promise<void> {
  if (over.aborted) return;
  await new Promise<void>((resolve) => {
    over.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Between two times of an act: drawn from these bounds, in ms. */
export type Pauses = readonly [from: number, to: number];

/** Acts again and again; resolves to how often. */
export async function repeatedly(
  scene: Scene,
  [from, to]: Pauses,
  act: (time: number) => Promise<unknown> | void,
): Promise<number> {
  let times = 0;
  while (await pauseIn(scene, scene.dice.int(from, to))) {
    await act(times);
    times++;
  }
  return times;
}

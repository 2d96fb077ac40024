import { setTimeout as delay } from 'node:timers/promises';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Lease } from '#service';
import type { Chore } from './chore.js';
import { roundsToRest } from './rounds-to-rest.js';

export interface JanitorOptions {
  readonly lease: Lease;
  /** Done one after the other, in this order. */
  readonly chores: readonly Chore[];
  readonly everyMs: number;
  /** A failure; what failed is tried again later, the more rarely the more often it failed. */
  readonly onError: (error: unknown, attempted: string) => void;
}

/** How long giving the lease back may hold up the end; it also ends by itself. */
const LONGEST_FAREWELL_MS = 500;

/**
 * Does an installation's chores, round after round. One lives in every projector, and the one that holds the lease
 * works. Neither a failing chore nor a slow one ever holds up projecting.
 */
export class Janitor implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly failures = new Map<string, number>();
  private readonly resting = new Map<string, number>();
  private loop: Promise<void> | undefined;
  private prolonging: NodeJS.Timeout | undefined;
  private holdsLease = false;

  constructor(private readonly options: JanitorOptions) {}

  start(): void {
    this.loop = Promise.race([this.run(), hasAborted(this.stopping.signal)]);
  }

  /** Names of chores whose last run failed. */
  get failing(): readonly string[] {
    return [...this.failures.keys()];
  }

  /** Resolves soon: a chore that is under way ends at its next step, and is not waited for. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.prolonging);
    await this.loop;
    if (!this.holdsLease) return;
    const farewell = this.options.lease.giveBack().catch(() => undefined);
    await Promise.race([farewell, delay(LONGEST_FAREWELL_MS, undefined, { ref: false })]);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.round();
      await this.pause(this.options.everyMs);
    }
  }

  private async round(): Promise<void> {
    if (!(await this.takeLease())) return;
    this.prolonging = setInterval(() => void this.takeLease(), this.options.lease.lastsMs / 3);
    for (const chore of this.options.chores) await this.attempt(chore);
    clearInterval(this.prolonging);
  }

  private async attempt(chore: Chore): Promise<void> {
    const { signal } = this.stopping;
    if (signal.aborted || !this.holdsLease) return;
    const rest = this.resting.get(chore.name) ?? 0;
    if (rest > 0) {
      this.resting.set(chore.name, rest - 1);
      return;
    }
    try {
      await chore.run(signal);
      this.failures.delete(chore.name);
    } catch (error) {
      if (signal.aborted) return;
      const failures = (this.failures.get(chore.name) ?? 0) + 1;
      this.failures.set(chore.name, failures);
      this.resting.set(chore.name, roundsToRest(failures));
      this.options.onError(error, chore.name);
    }
  }

  private async takeLease(): Promise<boolean> {
    if (this.stopping.signal.aborted) return false;
    try {
      this.holdsLease = await this.options.lease.take();
    } catch (error) {
      this.holdsLease = false;
      if (!this.stopping.signal.aborted) this.options.onError(error, 'taking the lease of the chores');
    }
    return this.holdsLease;
  }

  private pause(ms: number): Promise<void> {
    // Rejects when it is aborted, which ends it as well.
    return delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

function hasAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

import { setTimeout as delay } from 'node:timers/promises';
import { idlePauseMs, isCluster } from '#service';
import { backoffMs } from './backoff-ms.js';
import { ConsumerGroup, type GroupMember } from './consumer-group.js';
import { OwnEntries, type PendingEntry } from './own-entries.js';
import type { RawEntry } from './raw-batch.js';
import { untilRedisIsAway } from './redis-is-away.js';
import { triage } from './triage.js';

export interface GroupConsumerOptions extends GroupMember {
  /** A failure that will be tried again. */
  readonly onError: (error: unknown, attempted: string) => void;
}

/** Whoever is given the entries, and acknowledges them. Never rejects: what could not be handled stays pending. */
export interface EntryTaker {
  /** Called after each read, also when it brought nothing. */
  handleAll(entries: readonly RawEntry[]): Promise<void>;
  /** An entry that nobody survived who was handed it, as far as Redis can tell. */
  handleHopeless(entry: PendingEntry): Promise<void>;
  /** Nothing more will come. */
  finish(): Promise<void>;
}

/** @param onFailed says that something stays pending */
export type MakeTaker = (own: OwnEntries, onFailed: () => void) => EntryTaker;

/** So often that what a consumer released when it left is not waited for. */
const LOOK_AROUND_EVERY_MS = 2_000;
const RETIRE_EVERY_MS = 60_000;
/** Short: the connection itself waits for a Redis that is away, and when it is back events should not. */
const LONGEST_READ_PAUSE_MS = 2_000;
/** Longer than it takes others to claim a pending entry: they may be able to handle what this one can't. */
const LONGEST_SWEEP_PAUSE_MS = 30_000;

/**
 * Reads a stream of each partition as one of a group: each entry goes to one consumer, and to another when that one
 * dies. Nothing here acknowledges an entry but the one who takes it.
 */
export class GroupConsumer {
  private readonly group: ConsumerGroup;
  private readonly own: OwnEntries;
  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private connects = -1;
  /** In a row: steps that failed, and rounds of handling that left something pending. */
  private failedSteps = 0;
  private failedRounds = 0;
  /** When our own pending entries are to be taken again; `undefined`: nothing of ours is known to be pending. */
  private sweepAt: number | undefined;
  private lookAroundAt = 0;
  private idleMs = 0;
  private retireAt = 0;

  constructor(private readonly options: GroupConsumerOptions) {
    this.group = new ConsumerGroup(options);
    this.own = new OwnEntries(options);
  }

  start(makeTaker: MakeTaker): void {
    const taker = makeTaker(this.own, () => {
      // Once for all that fails together, be it one call or many.
      this.sweepAt ??= performance.now() + backoffMs(++this.failedRounds, LONGEST_SWEEP_PAUSE_MS);
    });
    this.loop = this.run(taker).then(() => taker.finish());
  }

  /**
   * Resolves when what was being handled is done and the rest is released for others to take at once. While Redis is
   * away neither can be: others then find by its age what is pending.
   */
  async stop(): Promise<void> {
    this.stopping.abort();
    const stopped = new AbortController();
    // The reader is not closed before: a reply that is on its way would leave its entries pending.
    const left = this.loop.then(() => this.leave()).catch(() => undefined);
    await Promise.race([left, untilRedisIsAway(this.options.redis, stopped.signal)]);
    stopped.abort();
    this.group.close();
  }

  private async leave(): Promise<void> {
    await this.own.release();
    await this.group.leave();
  }

  private async run(taker: EntryTaker): Promise<void> {
    while (!this.isStopping) {
      try {
        await this.step(taker);
        this.failedSteps = 0;
      } catch (error) {
        if (this.isStopping) return;
        this.failedSteps++;
        this.sweepAt = 0;
        // The group went with the data: it is made again, at the beginning.
        if (String(error).includes('NOGROUP')) this.connects = -1;
        this.options.onError(error, 'reading events');
        await this.pause(backoffMs(this.failedSteps, LONGEST_READ_PAUSE_MS));
      }
    }
  }

  private async step(taker: EntryTaker): Promise<void> {
    // A reply may have been lost with a connection, and the entries it held are then pending, unseen by `readNew`.
    if (this.group.connects !== this.connects) {
      const { connects } = this.group;
      await this.group.create();
      this.sweepAt = 0;
      this.connects = connects;
    }
    if (performance.now() >= this.lookAroundAt) await this.lookAround();
    if (this.sweepAt !== undefined && performance.now() >= this.sweepAt) await this.sweepOwn(taker);
    if (this.isStopping) return;
    const untilSweepMs = this.sweepAt === undefined ? Infinity : this.sweepAt - performance.now();
    const entries = await this.group.readNew(untilSweepMs);
    await taker.handleAll(entries);
    this.idleMs = idlePauseMs(this.idleMs, entries.length > 0);
    if (isCluster(this.options.redis) && this.idleMs > 0) await this.pause(this.idleMs);
  }

  private async lookAround(): Promise<void> {
    this.lookAroundAt = performance.now() + LOOK_AROUND_EVERY_MS;
    await this.group.showUp();
    if (await this.group.claimFromTheDead()) this.sweepAt = 0;
    if (performance.now() < this.retireAt) return;
    this.retireAt = performance.now() + RETIRE_EVERY_MS;
    await this.group.retireTheDead();
  }

  /** Takes again what is ours: left by a process of our name before us, or by a failure, or claimed. */
  private async sweepOwn(taker: EntryTaker): Promise<void> {
    this.sweepAt = undefined;
    const suspects: PendingEntry[] = [];
    for (const partition of this.options.partitions) {
      for (let after: string | undefined; !this.isStopping;) {
        const pending = await this.own.list(partition, after);
        if (pending.length === 0) break;
        after = pending.at(-1)?.position;
        const { together, alone, hopeless } = triage(pending);
        await taker.handleAll(await this.own.take(partition, together));
        for (const entry of hopeless) await taker.handleHopeless(entry);
        suspects.push(...alone);
      }
    }
    for (const suspect of triage(suspects).alone) {
      if (this.isStopping) return;
      await taker.handleAll(await this.own.take(suspect.partition, [suspect]));
    }
    if (this.sweepAt === undefined) this.failedRounds = 0;
  }

  private pause(ms: number): Promise<void> {
    // Rejects when it is aborted, which ends it as well.
    return delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }
}

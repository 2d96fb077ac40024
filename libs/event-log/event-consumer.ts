import { setTimeout as delay } from 'node:timers/promises';
import { idlePauseMs, isCluster, partitionOf } from '#service';
import { backoffMs } from './backoff-ms.js';
import type { CallBatch, CallEvent } from './call-batch.js';
import { ConsumerGroup, type GroupMember } from './consumer-group.js';
import type { DeadLetters } from './dead-letters.js';
import { decodeEntry, UnreadableEntry } from './entry.js';
import { PROJECTOR_GROUP } from './log-keys.js';
import { slicesOf, type RawBatch, type RawEntry } from './raw-batch.js';

export interface ConsumerOptions extends GroupMember {
  readonly deadLetters: DeadLetters;
  /** A failure that will be tried again. */
  readonly onError: (error: unknown, attempted: string) => void;
}

/** Makes the events' effect and acknowledges them, in one step. When it rejects they stay pending and come again. */
export type HandleBatch = (batch: CallBatch) => Promise<void>;

const LOOK_AROUND_EVERY_MS = 5_000;
/** Short: the connection itself waits for a Redis that is away, and when it is back events should not. */
const LONGEST_READ_PAUSE_MS = 2_000;
/** Longer than it takes others to claim a pending entry: they may be able to handle what this one can't. */
const LONGEST_SWEEP_PAUSE_MS = 30_000;

/**
 * Reads the log as one of a group: each event goes to one consumer, and to another when that one dies. Nothing here
 * acknowledges an event but the one who handles it (and the burial of what can't be read).
 */
export class EventConsumer {
  private readonly group: ConsumerGroup;
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private connects = -1;
  /** In a row: steps that failed, and rounds of handling that left something pending. */
  private failedSteps = 0;
  private failedRounds = 0;
  /** When our own pending entries are to be read again; `undefined`: nothing of ours is known to be pending. */
  private sweepAt: number | undefined;
  private lookAroundAt = 0;
  private idleMs = 0;

  constructor(private readonly options: ConsumerOptions) {
    this.group = new ConsumerGroup(options);
  }

  start(handle: HandleBatch): void {
    this.loop = this.run(handle);
  }

  /** Resolves when what was being handled is done; the rest stays in the log for others. */
  async stop(): Promise<void> {
    this.stopping.abort();
    // Not closed before: a reply that is on its way would leave its entries pending until somebody claims them.
    await this.loop;
    this.group.close();
  }

  private async run(handle: HandleBatch): Promise<void> {
    while (!this.isStopping) {
      try {
        await this.step(handle);
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

  private async step(handle: HandleBatch): Promise<void> {
    // A reply may have been lost with a connection, and the entries it held are then pending, unseen by `readNew`.
    if (this.group.connects !== this.connects) {
      const { connects } = this.group;
      await this.group.create();
      this.sweepAt = 0;
      this.connects = connects;
    }
    if (performance.now() >= this.lookAroundAt) await this.lookAround();
    if (this.sweepAt !== undefined && performance.now() >= this.sweepAt) await this.sweepOwn(handle);
    if (this.isStopping) return;
    const untilSweepMs = this.sweepAt === undefined ? Infinity : this.sweepAt - performance.now();
    const entries = await this.group.readNew(untilSweepMs);
    await this.handleEntries(entries, handle);
    this.idleMs = idlePauseMs(this.idleMs, entries.length > 0);
    if (isCluster(this.options.redis) && this.idleMs > 0) await this.pause(this.idleMs);
  }

  private async lookAround(): Promise<void> {
    this.lookAroundAt = performance.now() + LOOK_AROUND_EVERY_MS;
    await this.group.showUp();
    if (await this.group.claimFromTheDead()) this.sweepAt = 0;
  }

  /** Reads again what is ours: left by a process of our name before us, or by a failure, or claimed. */
  private async sweepOwn(handle: HandleBatch): Promise<void> {
    this.sweepAt = undefined;
    for (const partition of this.options.partitions) {
      for (let after = '0'; !this.isStopping;) {
        const entries = await this.group.readOwn(partition, after);
        const last = entries.at(-1);
        if (last === undefined) break;
        after = last.position;
        await this.handleEntries(entries, handle);
      }
    }
    if (this.sweepAt === undefined) this.failedRounds = 0;
  }

  private async handleEntries(entries: readonly RawEntry[], handle: HandleBatch): Promise<void> {
    for (const slice of slicesOf(entries)) {
      await Promise.all(slice.map((batch) => this.handleBatch(batch, handle)));
    }
  }

  private async handleBatch(batch: RawBatch, handle: HandleBatch): Promise<void> {
    const { partition, call, entries } = batch;
    try {
      const events: CallEvent[] = [];
      for (const entry of entries) {
        const event = await this.eventIn(entry);
        if (event !== undefined) events.push(event);
      }
      if (events.length > 0) await handle({ partition, call, events });
    } catch (error) {
      // Once for all that fails together, be it one call or many.
      this.sweepAt ??= performance.now() + backoffMs(++this.failedRounds, LONGEST_SWEEP_PAUSE_MS);
      this.options.onError(error, `merging ${entries.length} events of call ${call}`);
    }
  }

  /** An event that can be handled; what can't be is buried, what was deleted meanwhile is acknowledged. */
  private async eventIn({ partition, position, fields }: RawEntry): Promise<CallEvent | undefined> {
    if (fields === null) {
      await this.group.acknowledge(partition, position);
      return undefined;
    }
    try {
      const event = await decodeEntry(position, fields);
      const { call } = event;
      if (call === undefined) throw new UnreadableEntry(position, 'it names no call', event);
      if (partitionOf(call, this.options.partitions) !== partition)
        throw new UnreadableEntry(position, 'its call belongs to another partition', event);
      return { ...event, call };
    } catch (error) {
      if (!(error instanceof UnreadableEntry)) throw error;
      const { reason, entry } = error;
      const { receipt, path, receivedAt, body } = entry;
      // Ingest has masked it.
      const letter = {
        receipt,
        reason,
        path,
        receivedAt,
        bytes: body.length,
        excerpt: body.toString('utf8'),
      };
      await this.options.deadLetters.bury(partition, position, PROJECTOR_GROUP, letter);
      return undefined;
    }
  }

  private pause(ms: number): Promise<void> {
    // Rejects when it is aborted, which ends it as well.
    return delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }
}

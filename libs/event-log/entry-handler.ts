import { partitionOf, type Partition } from '#service';
import type { CallBatch, CallEvent } from './call-batch.js';
import type { DeadLetters } from './dead-letters.js';
import { decodeEntry, excerptOf, UnreadableEntry } from './entry.js';
import type { EntryTaker } from './group-consumer.js';
import type { OwnEntries, PendingEntry } from './own-entries.js';
import { slicesOf, type RawBatch, type RawEntry } from './raw-batch.js';

/** Makes the events' effect and acknowledges them, in one step. When it rejects they stay pending and come again. */
export type HandleBatch = (batch: CallBatch) => Promise<void>;

export interface HandlerOptions {
  readonly partitions: readonly Partition[];
  readonly deadLetters: DeadLetters;
  /** A failure that will be tried again. */
  readonly onError: (error: unknown, attempted: string) => void;
}

/** Hands entries to who handles them, call by call, and buries what can't be handled. Never rejects. */
export class EntryHandler implements EntryTaker {
  constructor(
    private readonly options: HandlerOptions,
    private readonly own: OwnEntries,
    private readonly handle: HandleBatch,
    /** Something stays pending. */
    private readonly onFailed: () => void,
  ) {}

  async handleAll(entries: readonly RawEntry[]): Promise<void> {
    for (const slice of slicesOf(entries)) {
      await Promise.all(slice.map((batch) => this.handleBatch(batch)));
    }
  }

  /** Buries it, without a look into it. */
  async handleHopeless({ partition, position, deliveries }: PendingEntry): Promise<void> {
    const reason = `it was handed out ${deliveries} times, and whoever was handling it died`;
    try {
      await this.options.deadLetters.bury(partition, position, { reason, deliveries, excerpt: undefined });
    } catch (error) {
      this.onFailed();
      this.options.onError(error, `burying entry ${position}`);
    }
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  private async handleBatch({ partition, call, entries }: RawBatch): Promise<void> {
    try {
      const events: CallEvent[] = [];
      for (const entry of entries) {
        const event = await this.eventIn(entry);
        if (event !== undefined) events.push(event);
      }
      if (events.length > 0) await this.handle({ partition, call, events });
    } catch (error) {
      this.onFailed();
      this.options.onError(error, `merging ${entries.length} events of call ${call}`);
      await this.own.forgive(entries);
    }
  }

  /** An event that can be handled; what can't be is buried. */
  private async eventIn({
    partition,
    position,
    fields,
    deliveries,
  }: RawEntry): Promise<CallEvent | undefined> {
    try {
      const event = await decodeEntry(position, fields);
      const { call, body } = event;
      if (call === undefined) throw new UnreadableEntry(position, 'it names no call', excerptOf(body));
      if (partitionOf(call, this.options.partitions) !== partition)
        throw new UnreadableEntry(position, 'its call belongs to another partition', excerptOf(body));
      return { ...event, call };
    } catch (error) {
      if (!(error instanceof UnreadableEntry)) throw error;
      const { reason, excerpt } = error;
      await this.options.deadLetters.bury(partition, position, { reason, deliveries, excerpt });
      return undefined;
    }
  }
}

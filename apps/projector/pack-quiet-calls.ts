import type { CallStore, UnpackedCall } from '#call-store';
import { UnreadablePack, type EventPacker, type PackOutcome } from '#event-log';
import type { Log, Partition } from '#service';
import type { Chore } from './chore.js';
import { isOngoing } from './is-ongoing.js';

/** When a call's events are packed. */
export interface PackTerms {
  /** A call that has ended, after so much silence. */
  readonly endedMs: number;
  /** Any call, after so much: its end was perhaps never told. */
  readonly silentMs: number;
  /** A round tries, so that other chores need not wait; a call takes some tens of milliseconds. */
  readonly maxCalls: number;
}

/** The report comes within seconds of the end; a live call says something every few seconds. */
export const PACK_TERMS: PackTerms = { endedMs: 30_000, silentMs: 15 * 60_000, maxCalls: 200 };

const PAGE = 100;

/**
 * Packs the events of calls that are over, one call at a time. A round costs what was merged since the last one: the
 * store marks the calls that have something to pack, and a packed call has no mark.
 */
export class PackQuietCalls implements Chore {
  readonly name = 'packing events';
  /** Where a round begins: where the last one had to leave off. */
  private first = 0;

  constructor(
    private readonly stores: { readonly calls: CallStore; readonly packer: EventPacker },
    private readonly partitions: readonly Partition[],
    private readonly log: Log,
    private readonly terms = PACK_TERMS,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    let left = this.terms.maxCalls;
    for (const partition of this.inTurn()) {
      if (left === 0 || signal.aborted) return;
      left -= await this.packSome(partition, left, signal);
      // What is left over must not keep the next partition from its turn.
      this.first = (partition.index + 1) % this.partitions.length;
    }
  }

  private inTurn(): Partition[] {
    return [...this.partitions.slice(this.first), ...this.partitions.slice(0, this.first)];
  }

  /** Resolves with how many calls it tried to pack. */
  private async packSome(partition: Partition, max: number, signal: AbortSignal): Promise<number> {
    let tried = 0;
    let passed = 0;
    for (;;) {
      const page = { offset: passed, limit: PAGE };
      const calls = await this.stores.calls.unpacked(partition, this.terms.endedMs, page);
      for (const call of calls) {
        if (tried === max || signal.aborted) return tried;
        const outcome = await this.tryPack(call);
        if (outcome !== undefined) tried++;
        if (outcome !== 'packed') passed++;
      }
      if (calls.length < PAGE) return tried;
    }
  }

  /** `undefined`: it is not over. */
  private async tryPack(unpacked: UnpackedCall): Promise<PackOutcome | 'unreadable' | undefined> {
    const startedAt = performance.now();
    try {
      const outcome = await this.pack(unpacked);
      const durationMs = Math.round(performance.now() - startedAt);
      if (outcome === 'packed') this.log.log({ message: 'packed', call: unpacked.call, durationMs });
      return outcome;
    } catch (error) {
      if (!(error instanceof UnreadablePack)) throw error;
      this.log.warn(`call ${unpacked.call} can't be packed; newer code may`, error);
      return 'unreadable';
    }
  }

  private async pack({ call, mark, quietMs }: UnpackedCall): Promise<PackOutcome | undefined> {
    const { calls, packer } = this.stores;
    // Before the records: when the call is deleted and comes anew in between, the epoch tells.
    const row = await calls.readRow(call);
    if (row === undefined || (quietMs < this.terms.silentMs && isOngoing(call, row))) return undefined;
    const records = (await calls.records(call)).map(({ record, positions }) => ({
      receipt: record.receipt,
      positions,
      bytes: record.bytes,
    }));
    return packer.pack({ call, epoch: row.epoch, markedAt: mark, records });
  }
}

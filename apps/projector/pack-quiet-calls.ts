import type { CallStore } from '#call-store';
import { UnreadablePack, type EventPacker, type PackOutcome } from '#event-log';
import type { Log, Partition } from '#service';
import { isOngoing } from './is-ongoing.js';

/** When a call's events are packed. */
export interface PackTiming {
  /** A call that has ended, after so much silence. */
  readonly endedMs: number;
  /** Any call, after so much: its end was perhaps never told. */
  readonly silentMs: number;
}

/** The report comes within seconds of the end; a live call says something every few seconds. */
export const PACK_TIMING: PackTiming = { endedMs: 30_000, silentMs: 15 * 60_000 };

const PAGE = 100;

/**
 * Packs the events of calls that are over. A round costs what was merged since the last one: the store marks the calls
 * that have something to pack, and a packed call has no mark. Two at once do no harm, and do the work twice.
 */
export class PackQuietCalls {
  readonly name = 'pack';

  constructor(
    private readonly stores: { readonly calls: CallStore; readonly packer: EventPacker },
    private readonly partitions: readonly Partition[],
    private readonly log: Log,
    private readonly timing = PACK_TIMING,
  ) {}

  /** One round over all partitions, one call at a time; ends early when it is told to. Rejects while Redis is away. */
  async run(signal: AbortSignal): Promise<void> {
    for (const partition of this.partitions) {
      let passed = 0;
      let found = PAGE;
      while (found === PAGE && !signal.aborted) {
        const page = { offset: passed, limit: PAGE };
        const calls = await this.stores.calls.unpacked(partition, this.timing.endedMs, page);
        found = calls.length;
        for (const call of calls) {
          if (signal.aborted) return;
          if (!(await this.tryPack(call))) passed++;
        }
      }
    }
  }

  /** `true`: it has nothing left to pack. */
  private async tryPack(unpacked: Unpacked): Promise<boolean> {
    const startedAt = performance.now();
    try {
      const outcome = await this.pack(unpacked);
      if (outcome !== 'packed') return false;
      const durationMs = Math.round(performance.now() - startedAt);
      this.log.log({ message: 'packed', call: unpacked.call, durationMs });
      return true;
    } catch (error) {
      if (!(error instanceof UnreadablePack)) throw error;
      this.log.warn(`call ${unpacked.call} can't be packed; newer code may`, error);
      return false;
    }
  }

  /** `undefined`: it is not over. */
  private async pack({ call, mark, quietMs }: Unpacked): Promise<PackOutcome | undefined> {
    const { calls, packer } = this.stores;
    // Before the records: when the call is deleted and comes anew in between, the epoch tells.
    const row = await calls.readRow(call);
    if (row === undefined || (quietMs < this.timing.silentMs && isOngoing(call, row))) return undefined;
    const records = (await calls.records(call)).map(({ record, positions }) => ({
      receipt: record.receipt,
      positions,
      bytes: record.bytes,
    }));
    return packer.pack({ call, epoch: row.epoch, markedAt: mark, records });
  }
}

type Unpacked = Awaited<ReturnType<CallStore['unpacked']>>[number];

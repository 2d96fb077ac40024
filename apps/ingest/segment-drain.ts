import { UnreadableRecord, unpackRecord, type LogRecord, type SpoolSegment } from '#event-log';
import { failsForItsOwnSake } from '#service';
import { InFlight } from './in-flight.js';

/** Passes a record on to Redis; resolves when that is confirmed. */
export type PassOn = (record: LogRecord) => Promise<void>;

/** Enough to keep Redis busy, and little beside what requests may hold. */
const MAX_IN_FLIGHT = 32;
const MAX_BYTES_IN_FLIGHT = 16 * 1024 * 1024;

/** How a round through a segment ended. `redisFault`: the round broke off, since the rest would have met the same. */
export type Round =
  | { readonly is: 'removed' }
  | { readonly is: 'stopped' }
  | { readonly is: 'redis away'; readonly fault: unknown }
  /** Everything was passed on but for records that fail for their own sake. */
  | { readonly is: 'held'; readonly records: number; readonly fault: unknown };

/** Takes one segment of the spool to Redis, in as many rounds as it needs; what is confirmed is not sent again. */
export class SegmentDrain {
  private readonly confirmed = new Set<number>();

  constructor(private readonly segment: SpoolSegment) {}

  get name(): string {
    return this.segment.name;
  }

  get damage(): SpoolSegment['damage'] {
    return this.segment.damage;
  }

  /** Records that have reached Redis. */
  get passedOn(): number {
    return this.confirmed.size;
  }

  /** One round; the first record goes alone, to find out about Redis. Rejects when the segment can't be read or removed. */
  async run(passOn: PassOn, stopping: AbortSignal): Promise<Round> {
    const inFlight = new InFlight(MAX_IN_FLIGHT, MAX_BYTES_IN_FLIGHT);
    let redisFault: { readonly fault: unknown } | undefined;
    const held: unknown[] = [];
    const pass = async (index: number, record: Buffer): Promise<void> => {
      try {
        await passOn(unpackRecord(record));
        this.confirmed.add(index);
      } catch (fault) {
        if (isOfTheRecord(fault)) held.push(fault);
        else redisFault ??= { fault };
      }
    };
    try {
      let [index, isFirst] = [0, true];
      for await (const record of this.segment.records()) {
        const at = index++;
        if (this.confirmed.has(at)) continue;
        if (redisFault !== undefined || stopping.aborted) break;
        inFlight.add(pass(at, record), record.length);
        if (isFirst) await inFlight.untilEmpty();
        else await inFlight.untilRoom();
        isFirst = false;
      }
    } finally {
      await inFlight.untilEmpty();
    }
    if (redisFault !== undefined) return { is: 'redis away', ...redisFault };
    if (stopping.aborted) return { is: 'stopped' };
    if (held.length > 0) return { is: 'held', records: held.length, fault: held[0] };
    await this.segment.remove();
    return { is: 'removed' };
  }
}

/** A bug of ours that one record meets is of that record as well: the others must not wait for its mending. */
function isOfTheRecord(fault: unknown): boolean {
  return (
    fault instanceof UnreadableRecord ||
    fault instanceof TypeError ||
    fault instanceof RangeError ||
    failsForItsOwnSake(fault)
  );
}

import type { NewEvent } from '#contracts';
import { partitionOf, type Partition, type RedisClient } from '#service';
import { decodeEntry, encodeEntry, type EncodedEvent, type ReadEvent } from './entry.js';
import { logKeys, unassignedKey } from './log-keys.js';
import { onePerReceipt } from './one-per-receipt.js';

/** Events without a call that are kept; the oldest goes first. */
const MAX_UNASSIGNED = 1_000;

/** Every webhook that was answered 200, as it came, but for what was masked. */
export class EventLog {
  constructor(
    private readonly redis: RedisClient,
    private readonly partitions: readonly Partition[],
  ) {}

  /**
   * Resolves when Redis has confirmed the event. When it rejects, the event may stand in the log or not; appended
   * again it does no harm.
   */
  async append(event: NewEvent): Promise<void> {
    await this.write(await encodeEntry(event));
  }

  /** Appends an event that is encoded already; the same holds. */
  async write({ call, fields }: EncodedEvent): Promise<void> {
    if (call === undefined) {
      await this.redis.xadd(this.unassigned, 'MAXLEN', MAX_UNASSIGNED, '*', ...fields);
    } else {
      await this.redis.xadd(logKeys(partitionOf(call, this.partitions)).events, '*', ...fields);
    }
  }

  /** The events of a call that stand at these places; those that are gone are left out. */
  async read(call: string, positions: readonly string[]): Promise<ReadEvent[]> {
    const { events } = logKeys(partitionOf(call, this.partitions));
    const found = await Promise.all(positions.map((position) => this.readAt(events, position)));
    return found.filter((event) => event !== undefined);
  }

  /** Events that belong to no call, the newest first; one that was appended twice stands there once. */
  async readUnassigned(limit: number): Promise<ReadEvent[]> {
    const entries = await this.redis.xrevrangeBuffer(this.unassigned, '+', '-', 'COUNT', limit);
    const events = await Promise.all(entries.map(([id, fields]) => decodeEntry(id.toString(), fields)));
    return onePerReceipt(events);
  }

  /**
   * An event of which only the receipt id is known: looked for where its time of receipt says it should stand, so one
   * that came by a detour is not found this way.
   */
  async find(receipt: string, receivedAt: number): Promise<ReadEvent | undefined> {
    const keys = [this.unassigned, ...this.partitions.map((partition) => logKeys(partition).events)];
    for (const key of keys) {
      const found = await this.findIn(key, receipt, receivedAt);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async removeUnassigned(): Promise<void> {
    await this.redis.unlink(this.unassigned);
  }

  private async findIn(key: string, receipt: string, receivedAt: number): Promise<ReadEvent | undefined> {
    let from = `${Math.max(receivedAt - CLOCK_SLACK_MS, 0)}`;
    const to = `${receivedAt + APPEND_SLACK_MS}`;
    for (;;) {
      const entries = await this.redis.xrangeBuffer(key, from, to, 'COUNT', FIND_COUNT);
      const hit = entries.find(([, fields]) => fields[1]?.toString() === receipt);
      if (hit !== undefined) return decodeEntry(hit[0].toString(), hit[1]);
      const last = entries.at(-1);
      if (last === undefined || entries.length < FIND_COUNT) return undefined;
      from = `(${last[0].toString()}`;
    }
  }

  private async readAt(key: string, position: string): Promise<ReadEvent | undefined> {
    const [entry] = await this.redis.xrangeBuffer(key, position, position);
    return entry === undefined ? undefined : decodeEntry(position, entry[1]);
  }

  private get unassigned(): string {
    const [first] = this.partitions;
    if (first === undefined) throw new RangeError('there are no partitions');
    return unassignedKey(first);
  }
}

/** A receipt id is minted a little before its entry, in Redis's time as ingest knew it. */
const CLOCK_SLACK_MS = 1_000;
const APPEND_SLACK_MS = 10_000;
const FIND_COUNT = 50;

import type { NewEvent } from '#contracts';
import { partitionOf, type Partition, type RedisClient } from '#service';
import { appendLateScript } from './append-late.lua.js';
import { decodeEntry, encodeEntry, type EncodedEvent, type EntryFields, type ReadEvent } from './entry.js';
import { logKeys, unassignedKey } from './log-keys.js';
import { onePerReceipt } from './one-per-receipt.js';
import { PackedEvents } from './packed-events.js';
import type { RecordedEvent } from './plan-pack.js';

/** Events without a call that are kept; the oldest goes first. */
const MAX_UNASSIGNED = 1_000;

/** Bodies read at a time when a whole call is read. */
const READ_AT_ONCE = 50;

/** An event of a call that is remembered; without `event` it is no longer kept. */
export interface KeptEvent {
  readonly receipt: string;
  readonly event: ReadEvent | undefined;
}

/** Every webhook that was answered 200, as it came, but for what was masked. */
export class EventLog {
  private readonly packed: PackedEvents;

  constructor(
    private readonly redis: RedisClient,
    private readonly partitions: readonly Partition[],
  ) {
    this.packed = new PackedEvents(redis, partitions);
  }

  /**
   * Resolves when Redis has confirmed the event. When it rejects, the event may stand in the log or not; appended
   * again it does no harm.
   */
  async append(event: NewEvent): Promise<void> {
    await this.write(await encodeEntry(event));
  }

  /** Appends an event that is encoded already; the same holds. A late one that was deleted meanwhile is left out. */
  async write(event: EncodedEvent): Promise<void> {
    const { call, fields } = event;
    if (fieldIn(fields, 'late') === '1') return this.writeLate(event);
    if (call === undefined) {
      await this.redis.xadd(this.unassigned, 'MAXLEN', MAX_UNASSIGNED, '*', ...fields);
    } else {
      await this.redis.xadd(logKeys(partitionOf(call, this.partitions)).events, '*', ...fields);
    }
  }

  /**
   * The events of a call that stand at these places of the stream, or stood there before they were packed; those that
   * are gone are left out.
   */
  async read(call: string, positions: readonly string[]): Promise<ReadEvent[]> {
    const { events } = logKeys(partitionOf(call, this.partitions));
    const found = await Promise.all(positions.map((position) => this.readAt(events, position)));
    const missing = positions.filter((_, i) => found[i] === undefined);
    // The stream first: an event goes from there to the pack, never back.
    const packed = missing.length === 0 ? [] : await this.packed.read(call, missing);
    const unpacked = new Map(packed.map((entry) => [entry.position, entry.fields]));
    const all = await Promise.all(
      positions.map(async (position, i) => {
        const fields = unpacked.get(position);
        return found[i] ?? (fields === undefined ? undefined : decodeEntry(position, fields));
      }),
    );
    return all.filter((event) => event !== undefined);
  }

  /**
   * The raw events of a call in the order of its records, wherever they stand, each once. They are complete when none
   * comes without its event. At most some 50 bodies and a chunk of packed ones are in memory.
   */
  async *readAll(
    call: string,
    records: readonly Pick<RecordedEvent, 'receipt' | 'positions'>[],
  ): AsyncGenerator<KeptEvent> {
    for (let i = 0; i < records.length; i += READ_AT_ONCE) {
      const page = records.slice(i, i + READ_AT_ONCE);
      const events = await this.read(
        call,
        page.flatMap(({ positions }) => positions),
      );
      const found = new Map(events.map((event) => [event.receipt, event]));
      for (const { receipt } of page) yield { receipt, event: found.get(receipt) };
    }
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

  /** Removes events that belong to no call and of which this is true. Resolves with how many. */
  async removeUnassigned(isMeant: (event: ReadEvent) => boolean): Promise<number> {
    const meant = (await this.readUnassigned(MAX_UNASSIGNED)).filter(isMeant).map(({ receipt }) => receipt);
    if (meant.length === 0) return 0;
    const receipts = new Set(meant);
    const entries = await this.redis.xrangeBuffer(this.unassigned, '-', '+');
    const ids = entries.filter(([, fields]) => receipts.has(fields[1]?.toString() ?? '')).map(([id]) => id);
    return this.redis.xdel(this.unassigned, ...ids);
  }

  private async writeLate({ call, fields }: EncodedEvent): Promise<void> {
    const [first] = this.partitions;
    const partition = call === undefined ? first : partitionOf(call, this.partitions);
    if (partition === undefined) throw new RangeError('there are no partitions');
    const { events, deleted } = logKeys(partition);
    const key = call === undefined ? this.unassigned : events;
    const terms = [call ?? '', fieldIn(fields, 'at') ?? '', call === undefined ? MAX_UNASSIGNED : ''];
    const { lua, numberOfKeys } = appendLateScript;
    await this.redis.eval(lua, numberOfKeys, key, deleted, ...terms, ...fields);
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

function fieldIn(fields: EntryFields, name: string): string | undefined {
  const place = fields.findIndex((field, i) => i % 2 === 0 && field === name);
  return place < 0 ? undefined : fields[place + 1]?.toString();
}

/** A receipt id is minted a little before its entry, in Redis's time as ingest knew it. */
const CLOCK_SLACK_MS = 1_000;
const APPEND_SLACK_MS = 10_000;
const FIND_COUNT = 50;

import { z } from 'zod';
import { BlockingReader, type Partition, type RedisClient } from '#service';
import { listConsumers } from './list-consumers.js';
import { PROJECTORS, type LogGroup } from './log-group.js';
import type { RawEntry } from './raw-batch.js';
import { nextCount } from './read-count.js';
import { retireScript } from './retire.lua.js';

export interface GroupMember {
  readonly redis: RedisClient;
  readonly partitions: readonly Partition[];
  /** The projectors, unless it says otherwise. */
  readonly group?: LogGroup;
  /** Unique among processes that live at one time. */
  readonly consumer: string;
  /** A pending entry so old has lost its consumer. Must be far more than what the slowest batch takes. */
  readonly claimIdleMs?: number;
  /** A consumer not seen for so long is dead for good, and its name is forgotten once nothing is pending with it. */
  readonly retireIdleMs?: number;
}

/** More than ten times what the slowest batch takes. */
const CLAIM_IDLE_MS = 15_000;
const RETIRE_IDLE_MS = 600_000;
const CLAIM_COUNT = 256;
/** Longer without a read, and the streams may hold anything. */
const PAUSE_MS = 2_000;
/** Not the very last, which is how Redis itself writes `>`: that would take new entries and not handle them. */
const BEHIND_ALL_IDS = `${2n ** 64n - 1n}-${2n ** 64n - 2n}`;

const Claimed = z.tuple([z.string(), z.array(z.string())]).rest(z.unknown());

/** The log as one consumer of the group sees it. */
export class ConsumerGroup {
  private readonly reader: BlockingReader;
  private readonly group: LogGroup;
  private count = 1;
  private readAt = 0;
  private failedReads = 0;

  constructor(private readonly member: GroupMember) {
    this.reader = new BlockingReader(member.redis);
    this.group = member.group ?? PROJECTORS;
  }

  /** Changes when a reply may have been lost; the entries it held are then ours, unseen by `readNew`. */
  get connects(): number {
    return this.reader.connects + this.failedReads;
  }

  async create(): Promise<void> {
    for (const partition of this.member.partitions) {
      await this.member.redis
        .xgroup('CREATE', this.group.streamOf(partition), this.group.name, '0', 'MKSTREAM')
        .catch((error: unknown) => {
          if (!String(error).includes('BUSYGROUP')) throw error;
        });
    }
  }

  /** Entries that nobody of the group was given; waits a moment, `atMostMs`, for some to come (not on a cluster). */
  async readNew(atMostMs: number): Promise<RawEntry[]> {
    const { partitions, consumer } = this.member;
    if (performance.now() > this.readAt + PAUSE_MS) this.count = 1;
    const group = ['GROUP', this.group.name, consumer, 'COUNT', this.count] as const;
    const keys = partitions.map((partition) => this.group.streamOf(partition));
    const fresh = keys.map(() => '>');
    const answers = await this.reader.read(async (connection, blockMs) => {
      if (blockMs === undefined)
        return this.takenOf(keys.map((key) => connection.xreadgroupBuffer(...group, 'STREAMS', key, '>')));
      // 0 would be for ever.
      const waitMs = Math.max(1, Math.ceil(Math.min(blockMs, atMostMs)));
      return [await connection.xreadgroupBuffer(...group, 'BLOCK', waitMs, 'STREAMS', ...keys, ...fresh)];
    });
    const streams = answers.flatMap((answer) => answer ?? []);
    const entries = streams.flatMap(([key, found]) => {
      const partition = partitions[keys.indexOf(key.toString())];
      return partition === undefined ? [] : found.map((entry) => rawEntry(partition, entry));
    });
    this.count = nextCount(this.count, {
      streams: streams.length,
      entries: entries.length,
      bytes: entries.reduce((sum, { fields }) => sum + sizeOf(fields), 0),
    });
    this.readAt = performance.now();
    return entries;
  }

  /** What could be read, also when some of it could not: it is ours by now. Rejects when there is nothing but failures. */
  private async takenOf<T>(reads: readonly Promise<T>[]): Promise<T[]> {
    const settled = await Promise.allSettled(reads);
    const failed = settled.find((one) => one.status === 'rejected');
    const taken = settled.flatMap((one) =>
      one.status === 'fulfilled' && one.value !== null ? [one.value] : [],
    );
    if (failed === undefined) return taken;
    if (taken.length === 0) throw failed.reason;
    this.failedReads++;
    return taken;
  }

  /** Takes over what consumers left that stopped asking. `true`: there was something, and it is now ours to take. */
  async claimFromTheDead(): Promise<boolean> {
    const claims = this.member.partitions.map((partition) => this.claimIn(partition));
    return (await Promise.all(claims)).includes(true);
  }

  /** Lets others see that we live: before 7.2 Redis takes no note of a consumer that asks and gets nothing. */
  async showUp(): Promise<void> {
    const { redis, partitions, consumer } = this.member;
    const [first] = partitions;
    if (first === undefined) return;
    const { name, streamOf } = this.group;
    await redis.xreadgroup('GROUP', name, consumer, 'COUNT', 1, 'STREAMS', streamOf(first), BEHIND_ALL_IDS);
  }

  /** Forgets the names of the dead; resolves with how many there were. */
  async retireTheDead(): Promise<number> {
    const { redis, partitions, retireIdleMs = RETIRE_IDLE_MS } = this.member;
    // Who lives shows up in the first partition; elsewhere Redis may not have noted it for hours.
    const living = (await listConsumers(redis, partitions[0], this.group)).filter(
      ({ idleMs }) => idleMs < retireIdleMs,
    );
    return this.retire(
      retireIdleMs,
      'but',
      living.map(({ name }) => name),
    );
  }

  /** Takes our name off the group, wherever nothing is pending with us. */
  async leave(): Promise<void> {
    await this.retire(0, 'only', [this.member.consumer]);
  }

  close(): void {
    this.reader.close();
  }

  private async claimIn(partition: Partition): Promise<boolean> {
    const { redis, consumer, claimIdleMs = CLAIM_IDLE_MS } = this.member;
    let hasClaimed = false;
    let cursor = '0-0';
    do {
      const range = [this.group.name, consumer, claimIdleMs, cursor, 'COUNT', CLAIM_COUNT, 'JUSTID'] as const;
      const reply: unknown = await redis.xautoclaim(this.group.streamOf(partition), ...range);
      const [next, claimed] = Claimed.parse(reply);
      hasClaimed ||= claimed.length > 0;
      cursor = next;
    } while (cursor !== '0-0');
    return hasClaimed;
  }

  private async retire(idleMs: number, which: 'but' | 'only', names: readonly string[]): Promise<number> {
    const { lua, numberOfKeys } = retireScript;
    const removed = await Promise.all(
      this.member.partitions.map((partition) =>
        this.member.redis.eval(
          lua,
          numberOfKeys,
          this.group.streamOf(partition),
          this.group.name,
          idleMs,
          which,
          ...names,
        ),
      ),
    );
    return removed.reduce((sum: number, count) => sum + Number(count), 0);
  }
}

function rawEntry(
  partition: Partition,
  [id, fields]: readonly [id: Buffer, fields: Buffer[] | null],
): RawEntry {
  return { partition, position: id.toString(), fields: fields ?? [], deliveries: 1 };
}

function sizeOf(fields: readonly Buffer[]): number {
  return fields.reduce((sum, { length }) => sum + length, 0);
}

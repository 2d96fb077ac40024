import { z } from 'zod';
import type { Partition } from '#service';
import type { GroupMember } from './consumer-group.js';
import { PROJECTORS, type LogGroup } from './log-group.js';
import type { RawEntry } from './raw-batch.js';
import type { Delivered } from './triage.js';

/** An entry that was handed to us and is not acknowledged. */
export interface PendingEntry extends Delivered {
  readonly partition: Partition;
  readonly position: string;
}

const COUNT = 16;
const RELEASE_COUNT = 1_000;
/** Older than any entry that a living consumer has: whoever looks next takes it. */
const RELEASED_IDLE_MS = 3_600_000;

const Pending = z.array(z.tuple([z.string(), z.string(), z.number(), z.number()]));
const Taken = z.array(z.tuple([z.instanceof(Buffer), z.array(z.instanceof(Buffer))]));

/**
 * What the group handed to us, and how often it was handed out. Redis counts: reading one's own entries again by
 * `XREADGROUP` would count every entry it passes, so they are listed first and then taken by name.
 */
export class OwnEntries {
  /** Counts that Redis has too high, because it could not be told. */
  private readonly counts = new Map<string, number>();

  private readonly group: LogGroup;

  constructor(private readonly member: GroupMember) {
    this.group = member.group ?? PROJECTORS;
  }

  /** Some of them, behind the position `after`; nothing is counted. */
  async list(partition: Partition, after: string | undefined): Promise<PendingEntry[]> {
    const from = after === undefined ? '-' : `(${after}`;
    const { redis, consumer } = this.member;
    const reply = await redis.xpending(
      this.group.streamOf(partition),
      this.group.name,
      from,
      '+',
      COUNT,
      consumer,
    );
    return Pending.parse(reply).map(([position, , , counted]) => ({
      partition,
      position,
      deliveries: Math.min(counted, this.counts.get(nameOf(partition, position)) ?? counted),
    }));
  }

  /** Hands them to us once more, which counts; what was deleted or acknowledged meanwhile is left out. */
  async take(partition: Partition, pending: readonly PendingEntry[]): Promise<RawEntry[]> {
    const taken: RawEntry[] = [];
    for (const deliveries of new Set(pending.map((entry) => entry.deliveries))) {
      const same = pending.filter((entry) => entry.deliveries === deliveries);
      taken.push(...(await this.takeSame(partition, same, deliveries + 1)));
    }
    // As the log has them: by number, not as text.
    const order = new Map(pending.map(({ position }, index) => [position, index]));
    return taken.toSorted((a, b) => (order.get(a.position) ?? 0) - (order.get(b.position) ?? 0));
  }

  /** Takes back the counts of entries whose handling failed and was lived through. Never rejects. */
  async forgive(entries: readonly RawEntry[]): Promise<void> {
    const counted = entries.filter(({ deliveries }) => deliveries > 1);
    const [first] = counted;
    if (first === undefined) return;
    const { partition } = first;
    const ids = counted.map(({ position }) => position);
    try {
      await this.claim(partition, ids, ['RETRYCOUNT', 1, 'JUSTID']);
      this.remember(partition, ids, undefined);
    } catch {
      this.remember(partition, ids, 1);
    }
  }

  /** Gives all of them to whoever looks for entries of the dead next. */
  async release(): Promise<void> {
    await Promise.all(
      this.member.partitions.map(async (partition) => {
        const { redis, consumer } = this.member;
        const range = ['-', '+', RELEASE_COUNT, consumer] as const;
        const reply = await redis.xpending(this.group.streamOf(partition), this.group.name, ...range);
        const ids = Pending.parse(reply).map(([position]) => position);
        if (ids.length > 0) await this.claim(partition, ids, ['IDLE', RELEASED_IDLE_MS, 'JUSTID']);
      }),
    );
  }

  private async takeSame(
    partition: Partition,
    same: readonly PendingEntry[],
    deliveries: number,
  ): Promise<RawEntry[]> {
    const ids = same.map(({ position }) => position);
    try {
      // The count is named: a command that ioredis sends again counts once.
      const reply = await this.claim(partition, ids, ['RETRYCOUNT', deliveries]);
      this.remember(partition, ids, undefined);
      return Taken.parse(reply).map(([id, fields]) => ({
        partition,
        position: id.toString(),
        fields,
        deliveries,
      }));
    } catch (error) {
      // Nobody was handed them.
      this.remember(partition, ids, deliveries - 1);
      throw error;
    }
  }

  private claim(
    partition: Partition,
    ids: readonly string[],
    how: readonly (string | number)[],
  ): Promise<unknown> {
    const { redis, consumer } = this.member;
    const { name, streamOf } = this.group;
    return redis.callBuffer('XCLAIM', streamOf(partition), name, consumer, 0, ...ids, ...how);
  }

  private remember(partition: Partition, ids: readonly string[], deliveries: number | undefined): void {
    for (const id of ids) {
      const name = nameOf(partition, id);
      if (deliveries === undefined) this.counts.delete(name);
      else this.counts.set(name, deliveries);
    }
  }
}

function nameOf({ index }: Partition, position: string): string {
  return `${index}/${position}`;
}

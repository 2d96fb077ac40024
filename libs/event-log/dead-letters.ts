import { z } from 'zod';
import type { Partition, RedisClient } from '#service';
import { logKeys } from './log-keys.js';
import { onePerReceipt } from './one-per-receipt.js';

/** What could not be read, and why. `excerpt` is masked text. */
export const DeadLetter = z.object({
  receipt: z.string(),
  reason: z.string(),
  path: z.string(),
  receivedAt: z.coerce.number(),
  bytes: z.coerce.number(),
  excerpt: z.string(),
});
export type DeadLetter = Readonly<z.infer<typeof DeadLetter>>;

/** Kept of each partition; the oldest goes first. */
const MAX_LETTERS = 1_000;
const MAX_EXCERPT = 16_384;

/** Webhooks and entries that nobody can read: kept to be looked at, in the way of nothing. */
export class DeadLetters {
  constructor(
    private readonly redis: RedisClient,
    private readonly partitions: readonly Partition[],
  ) {}

  /** A body that ingest refused because it is no JSON. */
  async add(letter: DeadLetter): Promise<void> {
    await this.redis.xadd(this.keyOf(0), 'MAXLEN', MAX_LETTERS, '*', ...fieldsOf(letter));
  }

  /** An entry of the log that can't be read: from then on it is a letter, and nobody's to process. */
  async bury(partition: Partition, position: string, group: string, letter: DeadLetter): Promise<void> {
    const { events, dead } = logKeys(partition);
    const results = await this.redis
      .multi()
      .xadd(dead, 'MAXLEN', MAX_LETTERS, '*', ...fieldsOf(letter), 'source', position)
      .xack(events, group, position)
      .xdel(events, position)
      .exec();
    const failed = results?.find(([error]) => error !== null);
    if (failed !== undefined) throw new Error(`could not bury entry ${position}`, { cause: failed[0] });
  }

  /** The newest first, over all partitions; one that was written twice stands there once. */
  async list(limit: number): Promise<DeadLetter[]> {
    const found = await Promise.all(
      this.partitions.map(({ index }) => this.redis.xrevrange(this.keyOf(index), '+', '-', 'COUNT', limit)),
    );
    return onePerReceipt(found.flat().flatMap(([, fields]) => letterIn(fields) ?? []))
      .toSorted((a, b) => b.receivedAt - a.receivedAt)
      .slice(0, limit);
  }

  async removeAll(): Promise<void> {
    for (const { index } of this.partitions) await this.redis.unlink(this.keyOf(index));
  }

  private keyOf(index: number): string {
    const partition = this.partitions[index];
    if (partition === undefined) throw new RangeError(`there is no partition ${index}`);
    return logKeys(partition).dead;
  }
}

function fieldsOf(letter: DeadLetter): string[] {
  const excerpt = letter.excerpt.slice(0, MAX_EXCERPT).toWellFormed();
  return Object.entries({ ...letter, excerpt }).flatMap(([name, value]) => [name, String(value)]);
}

function letterIn(fields: readonly string[]): DeadLetter | undefined {
  const entries: [string, string][] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) entries.push([fields[i] ?? '', fields[i + 1] ?? '']);
  return DeadLetter.safeParse(Object.fromEntries(entries)).data;
}

import { z } from 'zod';
import { type Partition, type RedisClient } from '#service';
import { addLetterScript, buryScript, readLettersScript, retryLetterScript } from './dead-letters.lua.js';
import { letterId, letterPlace, newestFirst } from './letter-id.js';
import { logKeys, PROJECTOR_GROUP } from './log-keys.js';
import { onePerReceipt } from './one-per-receipt.js';

/** What could not be read, and why. `excerpt` is masked text, `receivedAt` epoch ms (0: nobody knows). */
export const DeadLetter = z.object({
  receipt: z.string(),
  reason: z.string(),
  path: z.string(),
  receivedAt: z.coerce.number().catch(0),
  bytes: z.coerce.number().catch(0),
  excerpt: z.string(),
});
export type DeadLetter = Readonly<z.infer<typeof DeadLetter>>;

/** A dead letter, and what can be done with it. */
export interface KeptLetter extends DeadLetter {
  /** Such as `3:1772702480000-0`. */
  readonly id: string;
  /** What the entry says of itself; `null`: nothing. */
  readonly call: string | null;
  /** Where the entry stood in the log; `null`: it never did. */
  readonly source: string | null;
  /** How often the entry was handed out. */
  readonly deliveries: number;
  /** `false`: there is no entry to be read again. */
  readonly canRetry: boolean;
}

/** Why an entry is buried. `excerpt`: of its body, where that is legible; `undefined`: nobody has looked into it. */
export interface Burial {
  readonly reason: string;
  readonly deliveries: number;
  readonly excerpt: string | undefined;
}

/** What became of a letter that was to be retried: an event again, or not there, or without an entry. */
export type Retried = 'retried' | 'no letter' | 'no entry';

/** Kept of each partition; the oldest goes first, and the newest stays whatever its size. */
const MAX_LETTERS = 1_000;
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_EXCERPT = 16_384;
/** A unit of UTF-16 takes at most three bytes; with a fourth, one that is cut in two falls behind the end. */
const BYTES_PER_UNIT = 4;

const Answer = z.array(z.tuple([z.string()], z.string()));
const Stored = DeadLetter.extend({
  call: z.string().default(''),
  source: z.string().default(''),
  deliveries: z.coerce.number().catch(0),
  canRetry: z.string(),
});
const Outcome = z.enum(['retried', 'no letter', 'no entry']);

/** Webhooks and entries that nobody can read: kept to be looked at and tried again, in the way of nothing. */
export class DeadLetters {
  constructor(
    private readonly redis: RedisClient,
    private readonly partitions: readonly Partition[],
  ) {}

  /** A body that ingest refused because it is no JSON. */
  async add(letter: DeadLetter): Promise<void> {
    const { lua, numberOfKeys } = addLetterScript;
    const [first] = this.partitions;
    if (first === undefined) throw new RangeError('there are no partitions');
    const fields = Object.entries({ ...letter, excerpt: excerptOf(letter.excerpt) }).flat();
    const { dead, deleted } = logKeys(first);
    const bounds = [MAX_LETTERS, MAX_BYTES, letter.receivedAt];
    await this.redis.eval(lua, numberOfKeys, dead, deleted, ...bounds, ...fields);
  }

  /** An entry of the log that nobody shall try any more: from then on it is a letter. */
  async bury(partition: Partition, position: string, { reason, deliveries, excerpt }: Burial): Promise<void> {
    const { lua, numberOfKeys } = buryScript;
    const { events, dead, deleted } = logKeys(partition);
    const entry = [PROJECTOR_GROUP, position, reason, deliveries, MAX_EXCERPT];
    const legible = excerpt === undefined ? ['none', ''] : ['given', excerptOf(excerpt)];
    const keys = [events, dead, deleted];
    await this.redis.eval(lua, numberOfKeys, ...keys, MAX_LETTERS, MAX_BYTES, ...entry, ...legible);
  }

  /** The newest first, over all partitions, with the beginnings of their excerpts. */
  async list(limit: number, excerptLength = MAX_EXCERPT): Promise<KeptLetter[]> {
    const found = await Promise.all(
      this.partitions.map((partition) => this.read(partition, ['+', '-', limit], excerptLength)),
    );
    const letters = found
      .flat()
      .toSorted((a, b) => newestFirst(a.place, b.place))
      .map(({ letter }) => ({ letter, receipt: letter.source === null ? letter.receipt : letter.id }));
    // What ingest had to write twice is one letter; entries of one event are not.
    return onePerReceipt(letters)
      .slice(0, limit)
      .map(({ letter }) => letter);
  }

  /** One letter with its whole excerpt; `undefined`: there is none by that id. */
  async find(id: string): Promise<KeptLetter | undefined> {
    const [partition, position] = this.placeOf(id);
    if (partition === undefined) return undefined;
    const [found] = await this.read(partition, [position, position, 1], MAX_EXCERPT);
    return found?.letter;
  }

  /** Puts a letter's entry back into the log; what still can't be read is buried anew. */
  async retry(id: string): Promise<Retried> {
    const [partition, position] = this.placeOf(id);
    if (partition === undefined) return 'no letter';
    const { lua, numberOfKeys } = retryLetterScript;
    const { events, dead } = logKeys(partition);
    return Outcome.parse(await this.redis.eval(lua, numberOfKeys, events, dead, position));
  }

  /** Retries all that is there now; resolves with how many were, and how many can't be. */
  async retryAll(): Promise<{ retried: number; unretriable: number }> {
    let retried = 0;
    let unretriable = 0;
    for (const { id } of await this.list(MAX_LETTERS * this.partitions.length, 0)) {
      const outcome = await this.retry(id);
      if (outcome === 'retried') retried++;
      if (outcome === 'no entry') unretriable++;
    }
    return { retried, unretriable };
  }

  /** `false`: there is none by that id. */
  async discard(id: string): Promise<boolean> {
    const [partition, position] = this.placeOf(id);
    return partition !== undefined && (await this.redis.xdel(logKeys(partition).dead, position)) > 0;
  }

  /** Resolves with how many there were. */
  async removeAll(): Promise<number> {
    let count = 0;
    for (const partition of this.partitions) {
      const { dead } = logKeys(partition);
      count += await this.redis.xlen(dead);
      await this.redis.unlink(dead);
    }
    return count;
  }

  private placeOf(id: string): readonly [partition: Partition | undefined, position: string] {
    const place = letterPlace(id);
    return place === undefined ? [undefined, ''] : [this.partitions[place.partition], place.position];
  }

  private async read(
    partition: Partition,
    range: readonly [newest: string, oldest: string, limit: number],
    excerptLength: number,
  ) {
    const { lua, numberOfKeys } = readLettersScript;
    const { dead } = logKeys(partition);
    const reply = await this.redis.eval(lua, numberOfKeys, dead, ...range, excerptLength * BYTES_PER_UNIT);
    return Answer.parse(reply).flatMap(([position, ...fields]) => {
      const place = { partition: partition.index, position };
      const letter = letterIn(letterId(place), fields, excerptLength);
      return letter === undefined ? [] : { place, letter };
    });
  }
}

function excerptOf(text: string): string {
  return text.slice(0, MAX_EXCERPT).toWellFormed();
}

function letterIn(id: string, fields: readonly string[], excerptLength: number): KeptLetter | undefined {
  const texts: [string, string][] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) texts.push([fields[i] ?? '', fields[i + 1] ?? '']);
  const stored = Stored.safeParse(Object.fromEntries(texts)).data;
  if (stored === undefined) return undefined;
  const { call, source, excerpt, receipt, canRetry, ...rest } = stored;
  return {
    id,
    ...rest,
    receipt: receipt || source,
    excerpt: excerpt.slice(0, excerptLength).toWellFormed(),
    call: call || null,
    source: source || null,
    canRetry: canRetry === '1',
  };
}

import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { BlockingReader, isCluster, type Partition, type RedisClient } from '#service';
import { backoffMs } from './backoff-ms.js';
import { batchesOf, type CallBatch, type CallEvent } from './call-batch.js';
import type { DeadLetters } from './dead-letters.js';
import { decodeEntry, UnreadableEntry } from './entry.js';
import { logKeys, PROJECTOR_GROUP } from './log-keys.js';

export interface ConsumerOptions {
  readonly redis: RedisClient;
  readonly partitions: readonly Partition[];
  readonly deadLetters: DeadLetters;
  /** Unique among processes that live at one time. */
  readonly consumer: string;
  /** A failure that will be tried again. */
  readonly onError: (error: unknown, attempted: string) => void;
}

/** Makes the events' effect and acknowledges them, in one step. When it rejects they stay pending and come again. */
export type HandleBatch = (batch: CallBatch) => Promise<void>;

/** Of each stream at a time: a bound on what one read holds in memory. */
const COUNT = 16;
const POLL_MS = 20;
const CLAIM_EVERY_MS = 5_000;
/** More than ten times what the slowest batch takes; a pending entry so old has lost its consumer. */
const CLAIM_IDLE_MS = 15_000;
const HANDLED_AT_ONCE = 16;

const Claimed = z.tuple([z.string(), z.array(z.string())]).rest(z.unknown());

type Entry = readonly [id: Buffer, fields: Buffer[] | null];

/**
 * Reads the log as one of a group: each event goes to one consumer, and to another when that one dies. Nothing here
 * acknowledges an event but the one who handles it (and the burial of what can't be read).
 */
export class EventConsumer {
  private readonly reader: BlockingReader;
  private stopped = false;
  private loop: Promise<void> | undefined;
  private connects = -1;
  private failures = 0;
  /** When our own pending entries are to be read again; `undefined`: nothing of ours is known to be pending. */
  private sweepAt: number | undefined;
  private claimAt = 0;

  constructor(private readonly options: ConsumerOptions) {
    this.reader = new BlockingReader(options.redis);
  }

  start(handle: HandleBatch): void {
    this.loop = this.run(handle);
  }

  /** Resolves when what was being handled is done; the rest stays in the log for others. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.loop;
    this.reader.close();
  }

  private async run(handle: HandleBatch): Promise<void> {
    while (!this.stopped) {
      try {
        await this.step(handle);
      } catch (error) {
        this.failed(error, 'reading events');
        await delay(backoffMs(this.failures));
      }
    }
  }

  private async step(handle: HandleBatch): Promise<void> {
    // A reply may have been lost with a connection, and the entries it held are then pending, unseen by `>`.
    if (this.reader.connects !== this.connects) {
      const connects = this.reader.connects;
      await this.createGroups();
      this.sweepAt = 0;
      this.connects = connects;
    }
    if (performance.now() >= this.claimAt) await this.claimFromTheDead();
    if (this.sweepAt !== undefined && performance.now() >= this.sweepAt) await this.sweepOwn(handle);
    const found = await this.readNew();
    await this.handleEntries(found, handle);
    if (found.length === 0 && isCluster(this.options.redis)) await delay(POLL_MS);
  }

  private async readNew(): Promise<[Partition, Entry[]][]> {
    const { partitions, consumer } = this.options;
    const keys = partitions.map((partition) => logKeys(partition).events);
    const group = ['GROUP', PROJECTOR_GROUP, consumer, 'COUNT', COUNT] as const;
    const answers = await this.reader.read(async (connection, blockMs) => {
      if (blockMs !== undefined) {
        return [
          await connection.xreadgroupBuffer(
            ...group,
            'BLOCK',
            blockMs,
            'STREAMS',
            ...keys,
            ...keys.map(() => '>'),
          ),
        ];
      }
      return Promise.all(keys.map((key) => connection.xreadgroupBuffer(...group, 'STREAMS', key, '>')));
    });
    return answers
      .flatMap((answer) => answer ?? [])
      .flatMap(([key, entries]) => {
        const partition = partitions[keys.indexOf(key.toString())];
        return partition === undefined ? [] : [[partition, entries]];
      });
  }

  /** Reads again what was given to us and not acknowledged: by a process of our name before us, or by a failure. */
  private async sweepOwn(handle: HandleBatch): Promise<void> {
    const { redis, partitions, consumer } = this.options;
    this.sweepAt = undefined;
    for (const partition of partitions) {
      const key = logKeys(partition).events;
      for (let after = '0'; !this.stopped;) {
        const answer = await redis.xreadgroupBuffer(
          'GROUP',
          PROJECTOR_GROUP,
          consumer,
          'COUNT',
          COUNT,
          'STREAMS',
          key,
          after,
        );
        const entries = answer?.[0]?.[1] ?? [];
        const last = entries.at(-1);
        if (last === undefined) break;
        after = last[0].toString();
        await this.handleEntries([[partition, entries]], handle);
      }
    }
    if (this.sweepAt === undefined) this.failures = 0;
  }

  /** Takes over what consumers left that stopped asking; it is then ours, and read as such. */
  private async claimFromTheDead(): Promise<void> {
    const { redis, partitions, consumer } = this.options;
    this.claimAt = performance.now() + CLAIM_EVERY_MS;
    const options = ['COUNT', COUNT, 'JUSTID'] as const;
    for (const partition of partitions) {
      const key = logKeys(partition).events;
      for (let cursor = '0-0'; !this.stopped;) {
        const reply: unknown = await redis.xautoclaim(
          key,
          PROJECTOR_GROUP,
          consumer,
          CLAIM_IDLE_MS,
          cursor,
          ...options,
        );
        const [next, claimed] = Claimed.parse(reply);
        if (claimed.length > 0) this.sweepAt = 0;
        cursor = next;
        if (cursor === '0-0') break;
      }
    }
  }

  private async handleEntries(
    found: readonly [Partition, readonly Entry[]][],
    handle: HandleBatch,
  ): Promise<void> {
    const batches: CallBatch[] = [];
    for (const [partition, entries] of found) {
      const events: CallEvent[] = [];
      for (const entry of entries) {
        const event = await this.readEntry(partition, entry);
        if (event !== undefined) events.push(event);
      }
      batches.push(...batchesOf(partition, events));
    }
    for (let i = 0; i < batches.length; i += HANDLED_AT_ONCE) {
      await Promise.all(
        batches.slice(i, i + HANDLED_AT_ONCE).map((batch) => this.handleBatch(batch, handle)),
      );
    }
  }

  private async handleBatch(batch: CallBatch, handle: HandleBatch): Promise<void> {
    try {
      await handle(batch);
    } catch (error) {
      this.failed(error, `merging ${batch.events.length} events of call ${batch.call}`);
    }
  }

  /** An event that can be handled; what can't be is buried, what was deleted meanwhile is acknowledged. */
  private async readEntry(partition: Partition, [id, fields]: Entry): Promise<CallEvent | undefined> {
    const { redis, deadLetters } = this.options;
    const position = id.toString();
    if (fields === null) {
      await redis.xack(logKeys(partition).events, PROJECTOR_GROUP, position);
      return undefined;
    }
    try {
      const event = await decodeEntry(position, fields);
      if (event.call !== undefined) return { ...event, call: event.call };
      throw new UnreadableEntry(position, 'it names no call', event.body, new Map());
    } catch (error) {
      if (!(error instanceof UnreadableEntry)) throw error;
      await deadLetters.bury(partition, position, PROJECTOR_GROUP, {
        receipt: error.fields.get('id') ?? position,
        reason: error.reason,
        path: error.fields.get('path') ?? '',
        receivedAt: Number(error.fields.get('at')) || 0,
        bytes: error.body.length,
        // Ingest has masked it.
        excerpt: error.body.toString('utf8'),
      });
      return undefined;
    }
  }

  private async createGroups(): Promise<void> {
    for (const partition of this.options.partitions) {
      await this.options.redis
        .xgroup('CREATE', logKeys(partition).events, PROJECTOR_GROUP, '0', 'MKSTREAM')
        .catch((error: unknown) => {
          if (!String(error).includes('BUSYGROUP')) throw error;
        });
    }
  }

  private failed(error: unknown, attempted: string): void {
    if (this.stopped) return;
    this.failures++;
    this.sweepAt = performance.now() + backoffMs(this.failures);
    // The group went with the data: it is made again, at the beginning.
    if (String(error).includes('NOGROUP')) this.connects = -1;
    this.options.onError(error, attempted);
  }
}

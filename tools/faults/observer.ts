import { Redis } from 'ioredis';
import { ulid } from 'ulid';
import { CallStore, type Change } from '#call-store';
import { DeadLetters, lagOf, PROJECTOR_GROUP } from '#event-log';
import { partitionOf, partitionsOf, type Partition } from '#service';
import { callKeys } from '../../libs/call-store/call-keys.js';
import { decodeEntry, UnreadableEntry } from '../../libs/event-log/entry.js';
import { logKeys } from '../../libs/event-log/log-keys.js';
import { readChanges } from '../../test/support/merging.js';
import type { Onlooker } from './audience.js';
import type { CallEvidence, ClientEvidence, LoggedEvent } from './evidence.js';
import { grouped } from './grouped.js';
import { isAccepted, type Sent } from './ledger.js';

/** As everything does that is not told otherwise. */
const PARTITIONS = 16;
const PAGE = 200;
const MAX_LETTERS = 1_000;

/** Looks at a system's Redis, past the wire that is hurt. */
export class Observer {
  /** Waits for a Redis that is away, for as long as that takes. */
  readonly redis: Redis;
  readonly partitions = partitionsOf(PARTITIONS);
  private readonly store: CallStore;

  constructor(redisUrl: string) {
    this.redis = new Redis(redisUrl, { maxRetriesPerRequest: null, retryStrategy: () => 100 });
    // Redis is away now and then, which is known here.
    this.redis.on('error', () => undefined);
    this.store = new CallStore(this.redis, this.partitions, ulid);
  }

  close(): void {
    this.redis.disconnect();
  }

  /** Whether everything seems done: nothing waits, all that was accepted is remembered, and clients have caught up. */
  async isQuiet(sent: readonly Sent[], onlookers: readonly Onlooker[]): Promise<boolean> {
    const { pending, lagMs } = await this.waiting();
    if (pending > 0 || lagMs > 0) return false;
    const accepted = grouped(sent.filter(isAccepted), ({ call }) => call);
    for (const [call, events] of accepted) {
      const { records } = callKeys(partitionOf(call, this.partitions), call);
      if ((await this.redis.hlen(records)) < events.length) return false;
    }
    return this.haveCaughtUp(onlookers);
  }

  /** Events that a projector was given and has not finished, and how long the first one waits that none was given. */
  async waiting(): Promise<{ pending: number; lagMs: number }> {
    const { lagMs } = await lagOf(this.redis, this.partitions);
    let pending = 0;
    for (const partition of this.partitions) {
      const [count] = await this.redis
        .xpending(logKeys(partition).events, PROJECTOR_GROUP)
        .catch((): unknown[] => [0]);
      pending += Number(count);
    }
    return { pending, lagMs };
  }

  async deadLetters(): Promise<number> {
    return (await new DeadLetters(this.redis, this.partitions).list(MAX_LETTERS)).length;
  }

  async evictedKeys(): Promise<number> {
    return Number(/^evicted_keys:(\d+)/m.exec(await this.redis.info('stats'))?.[1] ?? 0);
  }

  /** All that can be seen of the calls that something was posted of, one after the other: together they are large. */
  async *calls(sent: readonly Sent[]): AsyncGenerator<CallEvidence> {
    const posted = grouped(sent, ({ call }) => call);
    const ofPartition = grouped(posted.keys(), (call) => partitionOf(call, this.partitions).tag);
    for (const partition of this.partitions) {
      const [log, changes] = [await this.log(partition), await this.changes(partition)];
      for (const call of ofPartition.get(partition.tag) ?? []) {
        yield {
          call,
          sent: posted.get(call) ?? [],
          stored: await this.store.read(call),
          row: await this.store.readRow(call),
          recorded: (await this.store.records(call)).map(({ record }) => record.hash),
          logged: log.get(call) ?? [],
          changes: changes.get(call) ?? [],
        };
      }
    }
  }

  private async haveCaughtUp(onlookers: readonly Onlooker[]): Promise<boolean> {
    for (const { calls } of onlookers) {
      for (const { call, isSettled, version } of calls) {
        const { call: key } = callKeys(partitionOf(call, this.partitions), call);
        if (!isSettled || version !== Number((await this.redis.hget(key, 'version')) ?? 0)) return false;
      }
    }
    return true;
  }

  private async changes(partition: Partition): Promise<Map<string, Change[]>> {
    const entries = await readChanges(this.redis, partition);
    return grouped(
      entries.flatMap((change) => (change.kind === 'changed' ? [change] : [])),
      ({ call }) => call,
    );
  }

  private async log(partition: Partition): Promise<Map<string, LoggedEvent[]>> {
    const events: (LoggedEvent & { call: string })[] = [];
    for (let from = '-'; ;) {
      const entries = await this.redis.xrangeBuffer(logKeys(partition).events, from, '+', 'COUNT', PAGE);
      for (const [id, fields] of entries) {
        const event = await decodeEntry(id.toString(), fields).catch(unlessUnreadable);
        if (event?.call !== undefined)
          events.push({ call: event.call, hash: event.hash, content: event.content });
      }
      const last = entries.at(-1);
      if (last === undefined || entries.length < PAGE) return grouped(events, ({ call }) => call);
      from = `(${last[0].toString()}`;
    }
  }
}

function unlessUnreadable(error: unknown): undefined {
  if (!(error instanceof UnreadableEntry)) throw error;
}

/** What clients show at this moment. */
export function clientEvidence(onlookers: readonly Onlooker[]): ClientEvidence[] {
  return onlookers.map(({ name, client, calls }) => ({
    name,
    calls: calls.map(({ call, version, facts }) => ({
      call,
      version,
      facts: new Map(Object.entries(facts)),
    })),
    total: client.rows.total,
    rows: client.rows.calls.flatMap((call) => client.rows.row(call) ?? []),
  }));
}

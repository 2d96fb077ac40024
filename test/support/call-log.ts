import { createHash } from 'node:crypto';
import { ulid } from 'ulid';
import { CallStore } from '#call-store';
import { readEnvelope, type Fact } from '#contracts';
import { EventLog, lagOf, PROJECTOR_GROUP } from '#event-log';
import { factsOf, mergeFacts, type Facts } from '#projection';
import { connectRedis, partitionsOf, readSettings, type RedisClient } from '#service';
import { logKeys } from '../../libs/event-log/log-keys.js';
import { changesOf, faultsOf, inOrder } from './merging.js';

/** A log to append to as ingest does, and the calls that projectors make of it. */
export interface CallLog {
  readonly redis: RedisClient;
  readonly store: CallStore;
  readonly log: EventLog;
  /** Resolves to the receipt id once Redis has confirmed the event. */
  append(body: unknown): Promise<string>;
  /** Entries that a projector was given, or has yet to be given. */
  readonly unfinished: () => Promise<number>;
  /** What is wrong with a call, given all that was said of it. */
  faultsOfCall(call: string, bodies: readonly unknown[]): Promise<string[]>;
  close(): void;
}

/** @param at the address of a Redis, or settings that say where one is, or a cluster */
export function callLog(at: string | Readonly<Record<string, string>>, partitionCount = 16): CallLog {
  const redis = connectRedis(readSettings(typeof at === 'string' ? { REDIS_URL: at } : at));
  const partitions = partitionsOf(partitionCount);
  const store = new CallStore(redis, partitions, ulid);
  const log = new EventLog(redis, partitions);
  return {
    redis,
    store,
    log,
    append: async (content) => {
      const body = Buffer.from(JSON.stringify(content));
      const hash = createHash('sha256').update(body).digest('hex');
      const receipt = ulid();
      const known = { receipt, receivedAt: Date.now(), path: '/webhook', body, hash, headers: {} };
      await log.append({ ...known, ...readEnvelope(content) });
      return receipt;
    },
    unfinished: async () => {
      const { lagMs } = await lagOf(redis, partitions);
      let count = lagMs > 0 ? 1 : 0;
      for (const partition of partitions) {
        const [pending] = await redis
          .xpending(logKeys(partition).events, PROJECTOR_GROUP)
          .catch((): unknown[] => [0]);
        count += Number(pending);
      }
      return count;
    },
    faultsOfCall: async (call, bodies) => {
      const stored = await store.read(call);
      if (stored === undefined) return ['there is no such call'];
      const said: Facts = new Map();
      for (const body of bodies) mergeFacts(said, factsOf(body));
      const facts = stored.facts.map(({ fact }): Fact => fact);
      const differs = inOrder(facts) === inOrder(said.values()) ? [] : ['it is not what its events say'];
      return [...differs, ...faultsOf(stored, await changesOf(redis, partitions, call))];
    },
    close: () => redis.disconnect(),
  };
}

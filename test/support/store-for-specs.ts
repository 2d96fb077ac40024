import { it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { connectRedis, isCluster, readSettings, type RedisClient } from '#service';
import { startCluster } from './cluster-for-specs.js';
import { startRedis, type RedisForSpecs } from './redis-for-specs.js';

/** Where events and calls are kept, of a spec's own: one Redis or a cluster. */
export interface Store {
  /** What services need to find it, and a folder for an ingest. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

// The project `cluster` of jest.config.js runs specs of the project `integration` once more.
const isOnCluster = Reflect.get(globalThis, 'SPECS_ON') === 'cluster';

/** Starts what this run of a spec is about. */
export function startStore(): Promise<Store> {
  return isOnCluster ? startCluster() : startRedis();
}

export function connectTo(store: Store): RedisClient {
  return connectRedis(readSettings(store.env));
}

/** States a fact of one Redis only. */
export const itOnOneRedis = isOnCluster ? it.skip : it;

/** For `itOnOneRedis`: what can be done to it. */
export function oneRedis(store: Store): RedisForSpecs {
  if (!isRedis(store)) throw new TypeError('this is a cluster');
  return store;
}

/** Asks the Redis, or every master of the cluster. */
export async function askEach<T>(redis: RedisClient, ask: (node: Redis) => Promise<T>): Promise<T[]> {
  if (!isCluster(redis)) return [await ask(redis)];
  // Its masters are known once it has answered.
  if (redis.status !== 'ready') await redis.ping();
  return Promise.all(redis.nodes('master').map(ask));
}

/** Deletes everything. */
export async function emptyStore(redis: RedisClient): Promise<void> {
  await askEach(redis, (node) => node.flushall());
}

function isRedis(store: Store): store is RedisForSpecs {
  return 'port' in store;
}

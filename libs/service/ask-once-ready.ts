import { setTimeout as delay } from 'node:timers/promises';
import type { RedisClient } from './redis.js';

const RETRY_MS = 250;
/** What a Redis says that will do as asked before long. */
const NOT_NOW = /^(LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN)/;

/**
 * Asks once Redis can be reached, and again when the connection was lost meanwhile, however long that takes: for the
 * start of a service, which may come before Redis. The client tells of the waiting (`onState`). Rejects with what Redis
 * answers, and when the client is ended.
 */
export async function askOnceReady<T>(redis: RedisClient, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    await readinessOf(redis);
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Error && error.name === 'ReplyError' && !NOT_NOW.test(error.message)) throw error;
      await delay(RETRY_MS);
    }
  }
}

function readinessOf(redis: RedisClient): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  if (redis.status === 'end') return Promise.reject(new Error('the connection to Redis was ended'));
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      redis.off('ready', settle).off('end', settle);
      if (redis.status === 'end') reject(new Error('the connection to Redis was ended'));
      else resolve();
    };
    redis.on('ready', settle).on('end', settle);
  });
}

import { setTimeout as delay } from 'node:timers/promises';
import type { RedisClient } from '#service';

const ANSWER_WITHIN_MS = 1_000;
const ASK_EVERY_MS = 250;

/** Resolves once Redis gives no answer, also where the link to it only looks alive, or when `signal` aborts. */
export async function untilRedisIsAway(redis: RedisClient, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await answers(redis, signal))) {
    await delay(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** One that only says that it can't answer yet is away as well. */
async function answers(redis: RedisClient, signal: AbortSignal): Promise<boolean> {
  if (redis.status !== 'ready') return false;
  return Promise.race([
    redis.ping().then(
      () => true,
      () => false,
    ),
    delay(ANSWER_WITHIN_MS, false, { signal }).catch(() => false),
  ]);
}

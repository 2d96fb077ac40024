import type { RedisClient } from '#service';

/** Redis's time, epoch ms: what the ids of its streams and the receipt times are in. */
export async function redisNow(redis: RedisClient): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
}

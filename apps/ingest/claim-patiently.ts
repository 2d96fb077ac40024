import { setTimeout as delay } from 'node:timers/promises';
import { claimPartitions, SettingsError, type Log, type RedisClient } from '#service';

const RETRY_MS = 500;

/**
 * Notes the number of partitions with the data as soon as Redis takes it, be it full, a replica or not there at all for
 * now. Rejects with a SettingsError, or when the connection was ended.
 */
export async function claimPatiently(redis: RedisClient, count: number, log: Log): Promise<void> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      await claimPartitions(redis, count);
      return;
    } catch (error) {
      if (error instanceof SettingsError || redis.status === 'end') throw error;
      if (isFirst) log.warn('Redis can not be asked how its data are laid out, which is tried again', error);
    }
    await delay(RETRY_MS);
  }
}

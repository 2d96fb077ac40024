import { readPartitions, type Partition, type RedisClient } from '#service';
import { nameOf, NoRedis, withRedis } from './open-redis.js';

/** The Redis of an installation, for as long as a command works on it. */
export interface Installation {
  readonly redis: RedisClient;
  readonly partitions: readonly Partition[];
}

/**
 * Opens the installation that the environment names, does something with it, and closes it. Rejects with a NoRedis also
 * when the Redis there holds nothing of ours.
 *
 * @param patience whether a command that Redis does not answer at once fails soon, or waits a few seconds
 */
export function withInstallation<T>(
  env: NodeJS.ProcessEnv,
  use: (installation: Installation) => Promise<T>,
  patience: 'soon' | 'patient' = 'soon',
): Promise<T> {
  return withRedis(env, { failFast: patience === 'soon' }, async (redis, settings) => {
    const partitions = await readPartitions(redis);
    if (partitions === undefined)
      throw new NoRedis(
        `The Redis at ${nameOf(settings)} holds nothing of Callboard. Say which does with REDIS_URL.`,
      );
    return use({ redis, partitions });
  });
}

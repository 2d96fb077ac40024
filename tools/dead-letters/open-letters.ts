import { DeadLetters } from '#event-log';
import { readPartitions } from '#service';
import { nameOf, withRedis } from '../open-redis.js';

/** No Redis with our data; the message says what to do. */
export class NoLetters extends Error {
  override readonly name = 'NoLetters';
}

/** Opens the letters of the installation that the environment names, does something with them, and closes them. */
export async function withLetters<T>(
  env: NodeJS.ProcessEnv,
  use: (letters: DeadLetters) => Promise<T>,
): Promise<T> {
  return withRedis(env, { failFast: true }, async (redis, settings) => {
    const partitions = await readPartitions(redis);
    if (partitions === undefined)
      throw new NoLetters(
        `The Redis at ${nameOf(settings)} holds nothing of Callboard. Say which does with REDIS_URL.`,
      );
    return use(new DeadLetters(redis, partitions));
  });
}

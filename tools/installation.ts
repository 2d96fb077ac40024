import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  connectRedis,
  readPartitions,
  readSettings,
  type Partition,
  type RedisClient,
  type Settings,
} from '#service';
import { loopbackRedis } from './ask-redis.js';
import { findServer } from './leftover-redis.js';

/** No Redis answers, or none with our data; the message says what to do. */
export class NoInstallation extends Error {
  override readonly name = 'NoInstallation';
}

/** The Redis of an installation, for as long as a command works on it. */
export interface Installation {
  readonly redis: RedisClient;
  readonly partitions: readonly Partition[];
}

const ANSWER_WITHIN_MS = 5_000;

/**
 * Opens the installation that the environment names, does something with it, and closes it.
 *
 * @param patience whether a command that Redis does not answer at once fails soon, or waits a few seconds
 */
export async function withInstallation<T>(
  env: NodeJS.ProcessEnv,
  use: (installation: Installation) => Promise<T>,
  patience: 'soon' | 'patient' = 'soon',
): Promise<T> {
  const settings = await whereTheDataIs(readSettings(env), env);
  const redis = connectRedis(settings, { failFast: patience === 'soon' });
  try {
    await untilReady(redis, settings);
    const partitions = await readPartitions(redis);
    if (partitions === undefined)
      throw new NoInstallation(
        `The Redis at ${nameOf(settings)} holds nothing of Callboard. Say which does with REDIS_URL.`,
      );
    return await use({ redis, partitions });
  } finally {
    redis.disconnect();
  }
}

/** Where nothing else is said, an `npm start` that runs on the data folder has a Redis of its own. */
async function whereTheDataIs(settings: Settings, env: NodeJS.ProcessEnv): Promise<Settings> {
  if (env.REDIS_URL?.trim() || settings.redisClusterNodes.length > 0) return settings;
  const port = await findServer(join(settings.dataDir, 'redis'));
  return port === undefined ? settings : { ...settings, redisUrl: loopbackRedis(port) };
}

async function untilReady(redis: RedisClient, settings: Settings): Promise<void> {
  const late = new AbortController();
  const ready = await Promise.race([
    once(redis, 'ready', { signal: late.signal }).then(
      () => true,
      () => false,
    ),
    delay(ANSWER_WITHIN_MS, false, { signal: late.signal }).catch(() => false),
  ]);
  late.abort();
  if (ready) return;
  throw new NoInstallation(
    `No Redis answers at ${nameOf(settings)}. Start Callboard with "npm start", or say where its Redis is with REDIS_URL.`,
  );
}

function nameOf({ redisUrl, redisClusterNodes: nodes }: Settings): string {
  return nodes.length > 0
    ? nodes.map(({ host, port }) => `${host}:${port}`).join(', ')
    : new URL(redisUrl).host;
}

import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectRedis, readSettings, type RedisClient, type Settings } from '#service';
import { loopbackRedis } from './ask-redis.js';
import { findServer } from './leftover-redis.js';

/** No Redis of ours answers; the message says what to do. */
export class NoRedis extends Error {
  override readonly name = 'NoRedis';
}

const ANSWER_WITHIN_MS = 5_000;

/** Opens the Redis of the installation that the environment names, does something with it, and closes it. */
export async function withRedis<T>(
  env: NodeJS.ProcessEnv,
  { failFast }: { readonly failFast: boolean },
  use: (redis: RedisClient, settings: Settings) => Promise<T>,
): Promise<T> {
  const settings = await whereTheDataIs(readSettings(env), env);
  const redis = connectRedis(settings, { failFast });
  try {
    await untilReady(redis, settings);
    return await use(redis, settings);
  } finally {
    redis.disconnect();
  }
}

export function nameOf({ redisUrl, redisClusterNodes: nodes }: Settings): string {
  return nodes.length > 0
    ? nodes.map(({ host, port }) => `${host}:${port}`).join(', ')
    : new URL(redisUrl).host;
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
  throw new NoRedis(
    `No Redis answers at ${nameOf(settings)}. Start Callboard with "npm start", or say where its Redis is with REDIS_URL.`,
  );
}

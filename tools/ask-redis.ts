import { Redis } from 'ioredis';

/**
 * Asks the Redis at an address one thing over a connection of its own. Waits while it is loading its data; undefined
 * when none answers.
 */
export async function askRedis<T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T | undefined> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5_000 });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return await ask(redis);
  } catch {
    return undefined;
  } finally {
    // Disconnecting one that has ended would hold the process for two seconds.
    if (redis.status !== 'end') redis.disconnect();
  }
}

/** Where a server on a port of this machine is. */
export function loopbackRedis(port: number): string {
  return `redis://127.0.0.1:${port}`;
}

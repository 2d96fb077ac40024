import 'reflect-metadata';
import { connectRedis, RedisClock, runService, type Log, type RedisClient } from '#service';
import { createIngest } from './create-ingest.js';

await runService({
  name: 'ingest',
  listensOn: ({ ingestHost, ingestPort }) => ({
    host: ingestHost,
    port: ingestPort,
    hostSetting: 'INGEST_HOST',
    portSetting: 'INGEST_PORT',
  }),
  create: async ({ settings, log, nest }) => {
    const redis = connectRedis(settings, {
      failFast: true,
      onState: (state, reason) => tell(log, state, reason),
    });
    await readinessOf(redis);
    const clock = new RedisClock(redis);
    await clock.start();
    const onClosed = (): void => {
      clock.stop();
      redis.disconnect();
    };
    return createIngest({ settings, redis, clock, log, nest, onClosed });
  },
});

function tell(log: Log, state: 'up' | 'down', reason: string): void {
  if (state === 'up') log.log('connected to Redis');
  else log.error(`Redis can not be reached, so no event can be stored until it is back (${reason})`);
}

function readinessOf(redis: RedisClient): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  return new Promise((resolve) => {
    redis.once('ready', () => resolve());
  });
}

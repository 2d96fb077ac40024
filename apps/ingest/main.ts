import 'reflect-metadata';
import { connectRedis, RedisClock, runService, type Log, type SettingsError } from '#service';
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
    const clock = new RedisClock(redis);
    // Not waited for: it measures as soon as Redis is there, and until then our own clock will do.
    clock.start().catch(() => undefined);
    const onClosed = (): void => {
      clock.stop();
      redis.disconnect();
    };
    return createIngest({ settings, redis, clock, log, nest, onClosed, onMismatch: exitSaying });
  },
});

function tell(log: Log, state: 'up' | 'down', reason: string): void {
  if (state === 'up') log.log('connected to Redis');
  else log.warn(`Redis can not be reached, so events wait on disk until it is back (${reason})`);
}

function exitSaying({ message }: SettingsError): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createGateway } from '../../apps/gateway/create-gateway.js';
import { createIngest } from '../../apps/ingest/create-ingest.js';
import { createProjector } from '../../apps/projector/create-projector.js';
import { connectRedis, Log, readSettings, RedisClock } from '#service';
import { startRedis, type RedisForSpecs } from './redis-for-specs.js';

/** Ingest, a projector and a gateway on a Redis of their own, with everything they log. */
export interface AllServices {
  readonly redis: RedisForSpecs;
  readonly ingestUrl: string;
  readonly gatewayUrl: string;
  /** Lines logged so far, by all three. */
  readonly logged: () => string;
  stop(): Promise<void>;
}

/** @param env settings besides ports and Redis */
export async function startAllServices(env: Readonly<Record<string, string>> = {}): Promise<AllServices> {
  const redis = await startRedis();
  const dataDir = await mkdtemp(join(tmpdir(), 'callboard-services-'));
  const settings = readSettings({
    REDIS_URL: redis.url,
    DATA_DIR: dataDir,
    INGEST_PORT: '0',
    GATEWAY_PORT: '0',
    PROJECTOR_PORT: '0',
    ...env,
  });
  const lines: string[] = [];
  const logOf = (service: string) =>
    new Log({ service, format: settings.logFormat, write: (line) => lines.push(line) });
  const contextOf = (service: string) => {
    const log = logOf(service);
    return { settings, log, nest: { logger: log, abortOnError: false } };
  };

  const connection = connectRedis(settings);
  const clock = new RedisClock(connection);
  await clock.start();
  const ingest = await createIngest({ ...contextOf('ingest'), redis: connection, clock });
  const projector = await createProjector(contextOf('projector'));
  const gateway = await createGateway({ ...contextOf('gateway'), dashboardFolder: 'dist/apps/dashboard' });
  for (const app of [ingest, gateway]) await app.listen(0, '127.0.0.1');
  return {
    redis,
    ingestUrl: urlOf(ingest),
    gatewayUrl: urlOf(gateway),
    logged: () => lines.join('\n'),
    stop: async () => {
      for (const app of [ingest, projector, gateway]) await app.close();
      clock.stop();
      connection.disconnect();
      await redis.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

function urlOf(app: NestFastifyApplication): string {
  const address = app.getHttpServer().address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return `http://localhost:${address.port}`;
}

import { once } from 'node:events';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createGateway } from '../../apps/gateway/create-gateway.js';
import { createIngest } from '../../apps/ingest/create-ingest.js';
import { createProjector } from '../../apps/projector/create-projector.js';
import { connectRedis, Log, readSettings, RedisClock } from '#service';

/** An ingest, projectors and gateways on a Redis or a cluster that is there. */
export interface RunningServices {
  readonly ingestUrl: string;
  readonly gatewayUrls: readonly string[];
  /** Lines logged so far, by all of them. */
  readonly logged: () => string;
  stop(): Promise<void>;
}

export interface HowMany {
  readonly projectors: number;
  readonly gateways: number;
}

/** @param env where Redis is, and settings besides ports */
export async function startServicesOn(
  env: Readonly<Record<string, string>>,
  { projectors, gateways }: HowMany = { projectors: 1, gateways: 1 },
): Promise<RunningServices> {
  const settings = readSettings({ INGEST_PORT: '0', GATEWAY_PORT: '0', PROJECTOR_PORT: '0', ...env });
  const lines: string[] = [];
  const contextOf = (service: string) => {
    const log = new Log({ service, format: settings.logFormat, write: (line) => lines.push(line) });
    return { settings, log, nest: { logger: log, abortOnError: false } };
  };

  const connection = connectRedis(settings, { failFast: true });
  if (connection.status !== 'ready') await once(connection, 'ready');
  const clock = new RedisClock(connection);
  await clock.start();
  const ingest = await createIngest({ ...contextOf('ingest'), redis: connection, clock });
  const readers: NestFastifyApplication[] = [];
  for (let n = 0; n < projectors; n++) readers.push(await createProjector(contextOf('projector')));
  const pages: NestFastifyApplication[] = [];
  for (let n = 0; n < gateways; n++)
    pages.push(await createGateway({ ...contextOf('gateway'), dashboardFolder: 'dist/apps/dashboard' }));
  for (const app of [ingest, ...pages]) await app.listen(0, '127.0.0.1');
  return {
    ingestUrl: urlOf(ingest),
    gatewayUrls: pages.map(urlOf),
    logged: () => lines.join('\n'),
    stop: async () => {
      for (const app of [ingest, ...readers, ...pages]) await app.close();
      clock.stop();
      connection.disconnect();
    },
  };
}

function urlOf(app: NestFastifyApplication): string {
  const address = app.getHttpServer().address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return `http://localhost:${address.port}`;
}

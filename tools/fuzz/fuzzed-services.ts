import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceName } from '../child-service.js';
import { startPrivateRedis } from '../private-redis.js';
import { ensureRedis } from '../redis-command.js';
import { runBuiltService, type RunningService } from './running-service.js';

/** Ingest, a projector and a gateway as processes, on a Redis of their own. */
export interface FuzzedServices {
  readonly redisUrl: string;
  readonly ingest: RunningService;
  readonly projector: RunningService;
  readonly gateway: RunningService;
  stop(): Promise<void>;
}

/** @param env settings besides ports and Redis */
export async function startFuzzedServices(env: Readonly<Record<string, string>>): Promise<FuzzedServices> {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-fuzz-'));
  const redis = await startPrivateRedis({ command: await ensureRedis(console.log), folder });
  const running: RunningService[] = [];
  const stop = async () => {
    for (const service of running) await service.stop();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const run = async (name: ServiceName): Promise<RunningService> => {
    const service = await runBuiltService(name, { ...env, REDIS_URL: redis.url, DATA_DIR: folder });
    running.push(service);
    return service;
  };
  try {
    const [ingest, projector, gateway] = [await run('ingest'), await run('projector'), await run('gateway')];
    return { redisUrl: redis.url, ingest, projector, gateway, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

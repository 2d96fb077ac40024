import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, type RedisForSpecs } from '../../test/support/redis-for-specs.js';
import { freePort } from '../free-port.js';
import type { Random } from '../simulate/random.js';
import { ServiceProcess } from './service-process.js';
import { Wire } from './wire.js';

export interface SystemSize {
  readonly ingests: number;
  readonly projectors: number;
  readonly gateways: number;
}

export interface SystemPlan {
  readonly size: SystemSize;
  /** Further arguments of redis-server. */
  readonly redisArgs: readonly string[];
  /** What runs as a projector; undefined: the built one. */
  readonly projectorScript: string | undefined;
  /** Further settings of the ingests. */
  readonly ingestEnv: Readonly<Record<string, string>>;
  readonly dice: Random;
}

/** Everything, as processes of its own, and every service reaches Redis over one wire that can be hurt. */
export interface System {
  readonly redis: RedisForSpecs;
  readonly wire: Wire;
  readonly ingests: readonly ServiceProcess[];
  readonly ingestUrls: readonly string[];
  readonly projectors: readonly ServiceProcess[];
  readonly gateways: readonly ServiceProcess[];
  readonly gatewayUrls: readonly string[];
  /** What the processes printed, and what the ingests keep. */
  readonly folder: string;
  /** Ends all, hurt or not. `keep`: what they printed stays in `folder`. */
  stop(how: { readonly keep: boolean }): Promise<void>;
}

type Role = 'ingest' | 'projector' | 'gateway';
const PORT_SETTING = { ingest: 'INGEST_PORT', projector: 'PROJECTOR_PORT', gateway: 'GATEWAY_PORT' } as const;

/** Resolves when everything is ready. */
export async function startSystem(plan: SystemPlan): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-faults-'));
  const redis = await startRedis({ args: plan.redisArgs });
  const wire = await Wire.start(redis.port, plan.dice);
  const make = (role: Role, count: number, further: Partial<Making> = {}) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        makeProcess({ role, index, folder, redisUrl: wire.url, ...further }),
      ),
    );
  const { size, projectorScript, ingestEnv } = plan;
  const ingests = await make('ingest', size.ingests, { env: ingestEnv });
  const projectors = await make('projector', size.projectors, { script: projectorScript });
  const gateways = await make('gateway', size.gateways);
  const all = [...ingests, ...projectors, ...gateways].map(({ process }) => process);
  const stop: System['stop'] = async ({ keep }) => {
    // Not in order: what they would still finish has been looked at.
    await Promise.all(all.map((process) => process.kill()));
    await wire.close();
    await redis.stop();
    if (!keep) await rm(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(all.map((process) => process.start()));
  } catch (error) {
    await stop({ keep: true });
    throw error;
  }
  return {
    redis,
    wire,
    ingests: ingests.map(({ process }) => process),
    ingestUrls: ingests.map(({ port }) => `http://127.0.0.1:${port}/webhook`),
    projectors: projectors.map(({ process }) => process),
    gateways: gateways.map(({ process }) => process),
    gatewayUrls: gateways.map(({ port }) => `http://127.0.0.1:${port}`),
    folder,
    stop,
  };
}

interface Making {
  readonly role: Role;
  readonly index: number;
  readonly folder: string;
  readonly redisUrl: string;
  readonly script?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

async function makeProcess({ role, index, folder, redisUrl, script, env = {} }: Making) {
  const port = await freePort();
  const name = `${role}-${index + 1}`;
  const dataDir = join(folder, name);
  await mkdir(dataDir, { recursive: true });
  const process = new ServiceProcess({
    name,
    script: script ?? `dist/apps/${role}/main.js`,
    env: {
      REDIS_URL: redisUrl,
      REDIS_CLUSTER_NODES: '',
      DATA_DIR: dataDir,
      LOG_FORMAT: 'json',
      [PORT_SETTING[role]]: String(port),
      ...env,
    },
    readyUrl: `http://127.0.0.1:${port}/readyz`,
    logFile: join(folder, `${name}.log`),
  });
  return { process, port };
}

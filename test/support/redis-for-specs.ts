import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../tools/free-port.js';
import { startPrivateRedis } from '../../tools/private-redis.js';
import { findRedis } from '../../tools/redis-command.js';
import { endWithUs } from './end-with-us.js';
import { startRedisContainer } from './redis-container.js';

export interface RedisForSpecsOptions {
  /** Further arguments of the server, such as `['--maxmemory', '50mb']`. */
  readonly args?: readonly string[];
}

/** A Redis of a spec's own, with an append-only file. */
export interface RedisForSpecs {
  readonly url: string;
  /** What services need to find it, and a folder for an ingest. */
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  /** Where its append-only file is. */
  readonly dataDir: string;
  /** Ends it in order and deletes its data. */
  stop(): Promise<void>;
  /** Ends it as a crash would; its data stay for `restart`. */
  kill(): Promise<void>;
  /** Ends it in order if it runs, and starts it again on the same port and data. */
  restart(): Promise<void>;
}

/** What a `RedisForSpecs` runs on: a server of this machine or a container. */
export interface RunningRedis {
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts a Redis that no other spec uses: of this machine where there is one, else in a container. */
export async function startRedis(options: RedisForSpecsOptions = {}): Promise<RedisForSpecs> {
  const dataDir = await mkdtemp(join(tmpdir(), 'callboard-redis-'));
  const port = await freePort();
  const args = options.args ?? [];
  const run = async (): Promise<RunningRedis> => {
    const command = await findRedis();
    if (command === undefined) return startRedisContainer({ folder: dataDir, port, args });
    const server = await startPrivateRedis({ command, folder: dataDir, port, args });
    void server.ended.then(endWithUs(server.pid));
    return server;
  };
  let running: RunningRedis | undefined = await run();
  const end = async (how: 'stop' | 'kill') => {
    await running?.[how]();
    running = undefined;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    env: { REDIS_URL: `redis://127.0.0.1:${port}`, DATA_DIR: join(dataDir, 'ingest') },
    port,
    dataDir,
    kill: () => end('kill'),
    restart: async () => {
      await end('stop');
      running = await run();
    },
    stop: async () => {
      await end('stop');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

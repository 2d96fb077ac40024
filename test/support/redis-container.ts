import { chmod } from 'node:fs/promises';
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { LASTING } from '../../tools/private-redis.js';
import { REDIS_IMAGE } from '../../tools/redis-command.js';
import type { RunningRedis } from './redis-for-specs.js';

interface RedisContainerOptions {
  readonly folder: string;
  readonly port: number;
  readonly args: readonly string[];
}

/** A Redis in a container, its data in a folder of this machine; for machines without a `redis-server`. */
export async function startRedisContainer({
  folder,
  port,
  args,
}: RedisContainerOptions): Promise<RunningRedis> {
  await chmod(folder, 0o777);
  const container = await new GenericContainer(REDIS_IMAGE)
    .withEnvironment({ LC_ALL: 'C' })
    .withBindMounts([{ source: folder, target: '/data' }])
    .withExposedPorts({ container: 6379, host: port })
    .withCommand(['redis-server', '--dir', '/data', '--protected-mode', 'no', ...LASTING, ...args])
    .withWaitStrategy(Wait.forLogMessage('Ready to accept connections'))
    .start();
  return {
    stop: async () => void (await container.stop()),
    kill: async () => {
      const { container: engine } = await getContainerRuntimeClient();
      await engine.getById(container.getId()).kill();
      await container.stop();
    },
  };
}

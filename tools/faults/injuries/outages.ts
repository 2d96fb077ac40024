import { pauseIn, type Scene } from '../fault.js';
import { untilOver } from './on-the-wire.js';

/** Redis is killed, and comes back at the end. */
export async function redisGone(scene: Scene): Promise<number> {
  const { redis } = scene.system;
  return away(scene, { leave: () => redis.kill(), comeBack: () => redis.restart() });
}

/** Nobody reaches Redis and nobody is told; at the end the network works again. */
export async function redisUnreachable(scene: Scene): Promise<number> {
  const { wire } = scene.system;
  return away(scene, { leave: () => wire.silence(), comeBack: () => wire.endSilence() });
}

/** The ingests are killed with all they hold for a Redis that is away, and started again before it is back. */
export async function ingestsKilledWhileRedisIsGone(scene: Scene): Promise<number> {
  const { redis, ingests } = scene.system;
  await pauseIn(scene, 1_000);
  await redis.kill();
  const from = performance.now();
  await pauseIn(scene, SPOOLING_MS);
  scene.outage = { from, to: performance.now() };
  await Promise.all(ingests.map((ingest) => ingest.kill()));
  await Promise.all(ingests.map((ingest) => ingest.spawn()));
  await untilOver(scene);
  await redis.restart();
  await Promise.all(ingests.map((ingest) => ingest.untilReady()));
  return ingests.length;
}

const SPOOLING_MS = 6_000;

interface Outage {
  readonly leave: () => Promise<void> | void;
  readonly comeBack: () => Promise<void> | void;
}

async function away(scene: Scene, { leave, comeBack }: Outage): Promise<number> {
  await pauseIn(scene, 2_000);
  await leave();
  const from = performance.now();
  await untilOver(scene);
  scene.outage = { from, to: performance.now() };
  await comeBack();
  return 1;
}

import { pauseIn, untilOver, type Injuries, type Scene } from '../fault.js';

/** Redis is killed, and comes back at the end. */
export async function redisGone(scene: Scene): Promise<Injuries> {
  const { redis } = scene.system;
  return away(scene, { leave: () => redis.kill(), comeBack: () => redis.restart() });
}

/** Nobody reaches Redis and nobody is told; at the end the network works again. */
export async function redisUnreachable(scene: Scene): Promise<Injuries> {
  const { wire } = scene.system;
  return away(scene, { leave: () => wire.silence(), comeBack: () => wire.endSilence() });
}

/** The ingests are killed with all they hold for a Redis that is away, and started again before it is back. */
export async function ingestsKilledWhileRedisIsGone(scene: Scene): Promise<Injuries> {
  const { redis, ingests } = scene.system;
  await pauseIn(scene, 1_000);
  await redis.kill();
  const from = performance.now();
  await pauseIn(scene, SPOOLING_MS);
  const outage = { from, to: performance.now() };
  await Promise.all(ingests.map((ingest) => ingest.kill()));
  await Promise.all(ingests.map((ingest) => ingest.spawn()));
  await untilOver(scene);
  await redis.restart();
  await Promise.all(ingests.map((ingest) => ingest.untilReady()));
  return { times: ingests.length, outage };
}

/** In which a megabyte comes together for each, and more. */
const SPOOLING_MS = 10_000;

interface Absence {
  readonly leave: () => Promise<void> | void;
  readonly comeBack: () => Promise<void> | void;
}

async function away(scene: Scene, { leave, comeBack }: Absence): Promise<Injuries> {
  await pauseIn(scene, 2_000);
  await leave();
  const from = performance.now();
  await untilOver(scene);
  const outage = { from, to: performance.now() };
  await comeBack();
  return { times: 1, outage };
}

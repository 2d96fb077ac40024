import { partitionOf } from '#service';
import { logKeys } from '../../../libs/event-log/log-keys.js';
import { pauseIn, repeatedly, type Injuries, type Scene } from '../fault.js';

/** Kills Redis and starts it again on what it had written. */
export async function killRedis(scene: Scene): Promise<Injuries> {
  const { redis } = scene.system;
  const times = await repeatedly(scene, [1_500, 2_500], async () => {
    await redis.kill();
    await pauseIn(scene, scene.dice.int(100, 1_500));
    await redis.restart();
  });
  return { times };
}

/** Redis forgets the scripts, as after a restart or a failover. */
export async function flushScripts(scene: Scene): Promise<Injuries> {
  return { times: await repeatedly(scene, [150, 400], () => scene.observer.redis.script('FLUSH')) };
}

/** Puts entries into the log that nobody can read, beside events that everybody can. */
export async function poisonLog(scene: Scene): Promise<Injuries> {
  const { redis, partitions } = scene.observer;
  const times = await repeatedly(scene, [200, 500], async (time) => {
    const call = scene.audience.onlookers[0]?.calls[0]?.call ?? '';
    const { events } = logKeys(partitionOf(call, partitions));
    const poison = POISONS[time % POISONS.length] ?? [];
    await redis.xadd(events, '*', ...poison.map((part) => (part === THE_CALL ? call : part)));
  });
  return { times, poison: times };
}

/** Stands for the id of a call that goes on. */
const THE_CALL = '<call>';
const KNOWN = ['type', 'status-update', 'call', THE_CALL, 'at', '1772702480000'];
const POISONS: readonly (readonly string[])[] = [
  ['nonsense', 'without any field of ours'],
  ['id', 'P1', ...KNOWN, 'body', '{"message":'],
  ['id', 'P2', ...KNOWN, 'enc', 'gzip', 'body', 'no gzip at all'],
  ['id', 'P3', ...KNOWN, 'enc', 'snappy', 'body', '{}'],
  ['id', 'P4', 'call', 'a call of another partition, most likely', 'at', 'never', 'body', '{}'],
];

import { pauseIn, repeatedly, type Scene } from '../fault.js';
import type { LosableCommand } from '../wire.js';

/** Answers to a command are lost after Redis has carried it out, each time with the connection. */
export function loseAnswersTo(command: LosableCommand, chance: number): (scene: Scene) => Promise<number> {
  return async (scene) => {
    const { wire } = scene.system;
    const before = wire.lostAnswers;
    wire.loseAnswers(command, chance);
    await untilOver(scene);
    wire.heal();
    return wire.lostAnswers - before;
  };
}

/** Everything takes up to 300 ms, each way. */
export async function delayEverything(scene: Scene): Promise<number> {
  scene.system.wire.delay(300);
  await untilOver(scene);
  scene.system.wire.heal();
  return 1;
}

/** For 3 to 10 s nothing passes and nobody is told. */
export async function blackHole(scene: Scene): Promise<number> {
  const { wire } = scene.system;
  const times = await repeatedly(scene, [1_000, 2_000], async () => {
    wire.silence();
    await pauseIn(scene, scene.dice.int(3_000, 10_000));
    wire.endSilence();
  });
  return times;
}

/** Connections are reset in the middle of what they carry. */
export async function resetConnections(scene: Scene): Promise<number> {
  let cut = 0;
  await repeatedly(scene, [200, 600], () => {
    cut += scene.system.wire.cut(0.4);
  });
  return cut;
}

/** Redis's end of every connection is gone, and the services are not told. */
export async function halfOpenConnections(scene: Scene): Promise<number> {
  let opened = 0;
  await repeatedly(scene, [2_000, 4_000], () => {
    opened += scene.system.wire.halfOpen();
  });
  return opened;
}

export async function untilOver({ over }: Scene): Promise<void> {
  if (over.aborted) return;
  await new Promise<void>((resolve) => {
    over.addEventListener('abort', () => resolve(), { once: true });
  });
}

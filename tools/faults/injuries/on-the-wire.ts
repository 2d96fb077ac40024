import {
  pauseIn,
  repeatedly,
  untilOver,
  type Injure,
  type Injuries,
  type Pauses,
  type Scene,
} from '../fault.js';
import type { LosableCommand } from '../wire.js';

/** Answers to a command are lost after Redis has carried it out, each time with the connection. */
export function loseAnswersTo(command: LosableCommand, chance: number): Injure {
  return async (scene) => {
    const { wire } = scene.system;
    const before = wire.lostAnswers;
    wire.loseAnswers(command, chance);
    await untilOver(scene);
    wire.heal();
    return { times: wire.lostAnswers - before };
  };
}

/** Everything takes its time, each way. */
export function delayUpTo(longestMs: number): Injure {
  return async (scene) => {
    const { wire } = scene.system;
    const before = wire.delayedParts;
    wire.delay(longestMs);
    await untilOver(scene);
    wire.heal();
    return { times: wire.delayedParts - before };
  };
}

/** For 3 to 10 s nothing passes and nobody is told. */
export async function blackHole(scene: Scene): Promise<Injuries> {
  const { wire } = scene.system;
  const times = await repeatedly(scene, [1_000, 2_000], async () => {
    wire.silence();
    await pauseIn(scene, scene.dice.int(3_000, 10_000));
    wire.endSilence();
  });
  return { times };
}

/** Connections are reset in the middle of what they carry. */
export function resetConnections(pauses: Pauses, share: number): Injure {
  return async (scene) => {
    let times = 0;
    await repeatedly(scene, pauses, () => {
      times += scene.system.wire.cut(share);
    });
    return { times };
  };
}

/** Redis's end of every connection is gone, and the services are not told. */
export async function halfOpenConnections(scene: Scene): Promise<Injuries> {
  let times = 0;
  await repeatedly(scene, [2_000, 4_000], () => {
    times += scene.system.wire.halfOpen();
  });
  return { times };
}

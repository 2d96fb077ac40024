import { allSettled } from '../all-settled.js';
import { pauseIn, repeatedly, type Injuries, type Pauses, type Scene } from '../fault.js';
import type { ServiceProcess } from '../service-process.js';

/** Longer than a pending event waits before another projector takes it over (15 s), and than they look for such (5 s). */
const PAST_THE_CLAIM_MS = 21_000;

/** Kills one of the projectors that run, each 0.3 s; the killed one is started again at once. */
export async function killProjectors(scene: Scene): Promise<Injuries> {
  return killByTurns(scene, scene.system.projectors, { pauses: [250, 350], spared: 0 });
}

/** One stays up, so that a sender is answered. */
export async function killIngests(scene: Scene): Promise<Injuries> {
  return killByTurns(scene, scene.system.ingests, { pauses: [500, 1_500], spared: 1 });
}

export async function killGateways(scene: Scene): Promise<Injuries> {
  return killByTurns(scene, scene.system.gateways, { pauses: [1_200, 2_000], spared: 0 });
}

/** Holds all projectors but one past the claim time, each with events in its hands, and lets them go on as if nothing were. */
export async function freezeProjectors(scene: Scene): Promise<Injuries> {
  const { projectors, wire } = scene.system;
  const chosen = projectors.slice(1);
  // Answers take their time, so that nobody is idle when it strikes.
  wire.delay(60);
  await pauseIn(scene, 2_000);
  for (const projector of chosen) projector.freeze();
  wire.delay(0);
  await pauseIn(scene, PAST_THE_CLAIM_MS);
  for (const projector of chosen) projector.thaw();
  return { times: chosen.length };
}

/** Chooses among those that are up, so that each killed one first comes up again. */
async function killByTurns(
  scene: Scene,
  processes: readonly ServiceProcess[],
  { pauses, spared }: { readonly pauses: Pauses; readonly spared: number },
): Promise<Injuries> {
  const isUp = new Set(processes);
  const comingUp: Promise<void>[] = [];
  let times = 0;
  await repeatedly(scene, pauses, async () => {
    const [victim] = scene.dice.shuffled([...isUp]);
    if (victim === undefined || isUp.size <= spared) return;
    isUp.delete(victim);
    await victim.kill();
    times++;
    const start = bringUp(victim, isUp);
    // Thrown below.
    start.catch(() => undefined);
    comingUp.push(start);
  });
  await allSettled(comingUp);
  return { times };
}

async function bringUp(process: ServiceProcess, isUp: Set<ServiceProcess>): Promise<void> {
  await process.start();
  isUp.add(process);
}

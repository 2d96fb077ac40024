import { repeatedly, type Injuries, type Scene } from '../fault.js';

/** Clients are cut off, and some stop reading for a while. */
export async function hurtClients(scene: Scene): Promise<Injuries> {
  const relays = scene.audience.onlookers.map(({ relay }) => relay);
  const times = await repeatedly(scene, [100, 300], () => {
    const [chosen] = scene.dice.shuffled(relays);
    if (scene.dice.chance(0.6)) chosen?.cut();
    else if (scene.dice.chance(0.5)) chosen?.stopReading();
    else chosen?.readOn();
  });
  for (const relay of relays) relay.readOn();
  return { times };
}

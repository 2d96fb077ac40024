import { setTimeout as delay } from 'node:timers/promises';
import { StartError } from './start-error.js';

export interface Awaited {
  readonly name: string;
  /** Its `/readyz`. */
  readonly url: string;
}

const ASK_EVERY_MS = 100;
const SAY_AFTER_MS = 10_000;
const GIVE_UP_AFTER_MS = 60_000;

/** Resolves once every service says it is ready; says what it waits for when that takes long, and gives up at last. */
export async function waitUntilReady(
  services: readonly Awaited[],
  say: (line: string) => void,
): Promise<void> {
  const since = Date.now();
  let hasSaid = false;
  for (;;) {
    const answers = await Promise.all(services.map(unreadiness));
    const missing = answers.filter((answer) => answer !== undefined).join('; ');
    if (missing === '') return;
    const waitedMs = Date.now() - since;
    if (waitedMs > GIVE_UP_AFTER_MS)
      throw new StartError(`Not ready after ${GIVE_UP_AFTER_MS / 1000} s: ${missing}`);
    if (waitedMs > SAY_AFTER_MS && !hasSaid) say(`still waiting: ${missing}`);
    hasSaid ||= waitedMs > SAY_AFTER_MS;
    await delay(ASK_EVERY_MS);
  }
}

/** Why a service is not ready, undefined when it is. */
async function unreadiness({ name, url }: Awaited): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    const body = await response.text();
    return response.ok ? undefined : `${name} says ${body}`;
  } catch {
    return `${name} does not answer yet`;
  }
}

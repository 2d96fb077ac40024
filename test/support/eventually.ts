import { setTimeout as delay } from 'node:timers/promises';

const DEADLINE_MS = 20_000;

/** Asks until the answer satisfies, and resolves with it; rejects with the last answer when it never does. */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  satisfies: (answer: T) => boolean,
): Promise<T> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`still: ${JSON.stringify(answer)?.slice(0, 2000)}`);
    await delay(20);
  }
}

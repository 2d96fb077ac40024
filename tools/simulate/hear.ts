import type { Heard } from './moment.js';
import type { Pace } from './pace.js';
import type { Random } from './random.js';

/** Where the conversation stands. */
export interface Now {
  readonly users: number;
  /** From when on the caller may speak. */
  readonly free: number;
  /** The caller cuts in rather than waits. */
  readonly cutsIn: boolean;
  readonly skipped: readonly string[];
}

/** The caller says something: at once, when cutting in or going on, else after a moment's thought. */
export function hear(
  random: Random,
  pace: Pace,
  said: { readonly text: string; readonly follows: boolean; readonly noisy: boolean },
  now: Now,
): Heard {
  const pause = now.cutsIn ? 0 : said.follows ? random.int(250, 800) : random.int(350, 1900);
  const start = now.free + pause;
  const end = start + Math.max(700, Math.round(said.text.length * random.int(55, 75)));
  const turnDetectionMs = pace.turnDetectionMs + random.int(-15, 60);
  const queueMs = random.int(0, 2);
  return {
    kind: 'heard',
    at: end + turnDetectionMs + queueMs,
    id: `user-${now.users + 1}`,
    text: said.text,
    start,
    end,
    turnDetectionMs,
    queueMs,
    confidence: (said.noisy ? random.int(900_000, 3_000_000) : random.int(7_000_000, 9_990_000)) / 1e7,
    skipped: now.skipped,
  };
}

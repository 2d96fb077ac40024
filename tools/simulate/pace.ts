import type { Random } from './random.js';

/** How one assistant sounds: the same for a whole call. */
export interface Pace {
  readonly turnDetectionMs: number;
  readonly playbackMs: number;
  readonly msPerChar: number;
}

export function aPace(random: Random): Pace {
  return {
    turnDetectionMs: random.pick([600, 800, 1000, 1000]),
    playbackMs: random.int(180, 240),
    msPerChar: random.int(52, 64),
  };
}

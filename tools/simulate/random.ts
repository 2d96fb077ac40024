/** Chance that repeats itself: the same seed draws the same numbers. */
export interface Random {
  /** From 0 up to, not including, 1. */
  fraction(): number;
  /** A whole number, both ends included. */
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<const T extends readonly [unknown, ...unknown[]]>(choices: T): T[number];
  shuffled<T>(list: readonly T[]): T[];
  hex(digits: number): string;
  /** Letters and digits. */
  token(length: number): string;
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A generator of its own for every seed text; calls that have one each stay the same whatever the others draw. */
export function randomOf(seed: string): Random {
  const fraction = fractionsOf(hashOf(seed));
  const int = (from: number, to: number) => from + Math.floor(fraction() * (to - from + 1));
  const chars = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet.charAt(int(0, alphabet.length - 1))).join('');
  return {
    fraction,
    int,
    chance: (probability) => fraction() < probability,
    pick: (choices) => choices[int(0, choices.length - 1)] ?? choices[0],
    shuffled: (list) =>
      list
        .map((item) => ({ item, place: fraction() }))
        .toSorted((a, b) => a.place - b.place)
        .map(({ item }) => item),
    hex: (digits) => chars('0123456789abcdef', digits),
    token: (length) => chars(ALPHANUMERIC, length),
  };
}

/** Eight hex digits that stand for a seed in the ids of its calls. */
export function prefixOf(seed: string): string {
  return hashOf(seed).toString(16).padStart(8, '0');
}

/** FNV-1a with a final mix, so that near seeds ("1", "2") start far apart. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** mulberry32 */
function fractionsOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

import { lifecycleOf } from '#contracts';

// Ranks are fixed-width ASCII, so that greater is the same word in JavaScript and in Lua. Each kind of key uses one form.

const TIME_WIDTH = 15;
const LATEST = 10 ** TIME_WIDTH - 1;

/** What is said the same by whoever says it. */
export const CONSTANT = '1';

/** The earlier it was said the greater; `null`, nobody knows when, is the lowest. */
export function rankByEarliest(at: number | null, valueHash: string): string {
  return `${at === null ? '0'.repeat(TIME_WIDTH) : padded(LATEST - at, TIME_WIDTH)}${valueHash}`;
}

/** The time a rank of {@link rankByEarliest} was made from. */
export function earliestOf(rank: string): number | null {
  const inverted = Number(rank.slice(0, TIME_WIDTH));
  return inverted === 0 ? null : LATEST - inverted;
}

/** The later the greater, then the further down a list, then the hash. */
export function rankByPosition(at: number | null, index: number, valueHash: string): string {
  return `${padded(at ?? 0, TIME_WIDTH)}${padded(index, 7)}${valueHash}`;
}

/** The fuller the greater, so that a shorter telling never takes anything away. */
export function rankByFullness(leaves: number, valueHash: string): string {
  return `${padded(leaves, 7)}${valueHash}`;
}

export function rankBySize(number: number): string {
  return padded(number, TIME_WIDTH);
}

/** Lifecycle −1 (a status nobody told us about) sorts below all known ones. */
export function rankByLifecycle(status: string, at: number | null, valueHash: string): string {
  return `${lifecycleOf(status) + 1}${rankByEarliest(at, valueHash)}`;
}

function padded(number: number, width: number): string {
  return String(Math.min(Math.max(Math.trunc(number), 0), 10 ** width - 1)).padStart(width, '0');
}

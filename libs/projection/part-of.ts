import { hashOf } from './hash-of.js';
import { canonicalJson, countLeaves } from './json.js';
import { rankByFullness } from './rank.js';

/** A value that fills up: its JSON, and the rank by which the fuller telling stays. */
export interface Part {
  readonly rank: string;
  readonly json: string;
}

/** `undefined` for what says nothing. */
export function partOf(value: unknown): Part | undefined {
  const leaves = countLeaves(value);
  if (leaves === 0) return undefined;
  const json = canonicalJson(value);
  return { rank: rankByFullness(leaves, hashOf(json)), json };
}

import type { Fact } from '#contracts';
import { toEpochMs } from './event-time.js';
import { STATUS, TEXT } from './keys.js';
import { earliestOf } from './rank.js';
import { messageIn, objectIn } from './value-of.js';
import { textOf } from './json.js';

/** What a fact is worth a line in a terminal for: a status reached, a message said. */
export type Line =
  | { readonly kind: 'status'; readonly at: number | null; readonly status: string }
  | { readonly kind: 'message'; readonly at: number | null; readonly role: string; readonly text: string };

/** The line of a fact; `undefined` for most. */
export function lineOf([key, rank, value]: Fact): Line | undefined {
  if (key.startsWith(STATUS)) {
    return { kind: 'status', at: earliestOf(rank), status: textOf(objectIn(value)['status']) ?? 'unknown' };
  }
  if (!key.startsWith(TEXT)) return undefined;
  const { role, text, timestamp } = messageIn(value);
  return { kind: 'message', at: toEpochMs(timestamp), role, text };
}

import type { Row } from '#contracts';
import { hasEnded, isStale } from './row-order.js';

export type Glyph = 'live' | 'queued' | 'finished' | 'forwarded' | 'hung' | 'failed' | 'stale' | 'unknown';

const OF_STATUS: ReadonlyMap<string, Glyph> = new Map([
  ['initiated', 'queued'],
  ['queued', 'queued'],
  ['ongoing', 'live'],
  ['forwarded', 'forwarded'],
  ['finished', 'finished'],
  ['failed', 'failed'],
]);

export const GLYPH_NAMES: Readonly<Record<Glyph, string>> = {
  live: 'Live',
  queued: 'Queued',
  finished: 'Finished',
  forwarded: 'Forwarded',
  hung: 'Hung',
  failed: 'Failed',
  stale: 'Silent',
  unknown: 'Unknown',
};

export function glyphOfStatus(status: string | null): Glyph {
  return (status === null ? undefined : OF_STATUS.get(status)) ?? 'unknown';
}

/** How a call stands: its status, unless it went silent, or hangs with the caller waiting. */
export function glyphOf(row: Row, now: number): Glyph {
  if (isStale(row, now)) return 'stale';
  const isWaiting = row.hangs > 0 && row.line?.role === 'user';
  return isWaiting && !hasEnded(row.status) ? 'hung' : glyphOfStatus(row.status);
}

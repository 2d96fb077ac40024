import type { StoredRow } from '#call-store';
import { isLive, mergeFacts, rowOf, type Facts } from '#projection';

/** Whether a call has not ended, as far as anybody said. */
export function isOngoing(call: string, { facts, epoch, version }: StoredRow): boolean {
  const merged: Facts = new Map();
  mergeFacts(merged, facts);
  return isLive(rowOf(merged, { call, epoch, version, firstSeen: 0, lastSeen: 0 }));
}

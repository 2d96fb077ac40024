import { z } from 'zod';
import type { Partition } from '#service';
import { callKeys, partitionKeys } from './call-keys.js';

/** What delete.lua.ts answers: 1 when there was such a call. */
export const DeleteAnswer = z.number();

/** In the order of delete.lua.ts. */
export function deleteKeys(partition: Partition, call: string): string[] {
  const shared = partitionKeys(partition);
  const own = callKeys(partition, call);
  return [
    shared.events,
    shared.changes,
    own.call,
    own.records,
    own.row,
    shared.calls,
    shared.activity,
    shared.deleted,
    shared.unpacked,
    own.pack,
    shared.packs,
    shared.packBytes,
    shared.touched,
    shared.sizes,
    shared.pinned,
    own.staged,
    shared.rebuilding,
    shared.dead,
    shared.toForget,
  ];
}

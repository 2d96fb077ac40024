import { z } from 'zod';
import { Fact } from '#contracts';

/** What one merge changed of a call. */
export interface Change {
  readonly kind: 'changed';
  readonly call: string;
  readonly epoch: string;
  readonly from: number;
  readonly version: number;
  /** The facts that won; `undefined`: too many to be carried along, read those newer than `from`. */
  readonly facts: readonly Fact[] | undefined;
  readonly row: readonly Fact[];
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** What a partition's changes stream says. */
export type ChangeEntry =
  Change | { readonly kind: 'removed'; readonly call: string } | { readonly kind: 'all-removed' };

const Facts = z.preprocess((json) => (typeof json === 'string' ? JSON.parse(json) : json), z.array(Fact));

const Changed = z.object({
  call: z.string(),
  epoch: z.string(),
  from: z.coerce.number(),
  version: z.coerce.number(),
  facts: Facts.optional(),
  row: Facts,
  first: z.coerce.number(),
  last: z.coerce.number(),
});

/** Reads an entry's fields, as merge.lua.ts and delete.lua.ts write them. */
export function decodeChange(fields: readonly string[]): ChangeEntry {
  const entry = new Map<string, string>();
  for (let i = 0; i + 1 < fields.length; i += 2) entry.set(fields[i] ?? '', fields[i + 1] ?? '');
  const deleted = entry.get('deleted');
  if (deleted === '*') return { kind: 'all-removed' };
  if (deleted !== undefined) return { kind: 'removed', call: entry.get('call') ?? '' };
  const { facts, first, last, ...change } = Changed.parse(Object.fromEntries(entry));
  return { kind: 'changed', ...change, facts, firstSeen: first, lastSeen: last };
}

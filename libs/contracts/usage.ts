import { z } from 'zod';

/** How much of its budget a store takes, as last measured. Times are epoch ms. */
export const StoreUse = z.object({
  at: z.number(),
  bytes: z.number(),
  budgetBytes: z.number(),
  count: z.number(),
  /** When the oldest it holds came; `null`: it holds nothing. */
  oldestAt: z.number().nullable(),
});
export type StoreUse = z.infer<typeof StoreUse>;

/** `null`: no projector has measured it yet. */
export const Usage = z.object({
  /** Raw events, packed or not, and those that belong to no call. */
  events: StoreUse.nullable(),
  unassigned: StoreUse.nullable(),
  calls: StoreUse.extend({ pinned: z.number(), pinnedBytes: z.number() }).nullable(),
  changes: StoreUse.nullable(),
});
export type Usage = z.infer<typeof Usage>;

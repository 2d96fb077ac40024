import { z } from 'zod';
import { STATUSES } from './status.js';

/** What a list needs of a call. Times are epoch ms; `null` is "nobody said". */
export const Row = z.object({
  call: z.string(),
  /** Wire epoch and version of the call when this row was made. */
  epoch: z.string(),
  version: z.number(),
  /** First and last receipt of an event of the call, in Redis's time. */
  firstSeen: z.number(),
  lastSeen: z.number(),
  status: z.string().nullable(),
  statusAt: z.number().nullable(),
  since: z.partialRecord(z.enum(STATUSES), z.number().nullable()),
  who: z.string().nullable(),
  assistant: z.object({ id: z.string().nullable(), name: z.string().nullable() }),
  line: z.object({ role: z.string(), text: z.string(), at: z.number().nullable() }).nullable(),
  /** As the provider states it, else from its status times; `null` while it is running or unknown. */
  durationMs: z.number().nullable(),
  messages: z.number(),
  hangs: z.number(),
  errors: z.number(),
  revisions: z.number(),
});
export type Row = z.infer<typeof Row>;

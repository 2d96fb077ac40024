import type { Partition } from '#service';
import type { ReadEvent } from './entry.js';

/** Events of one call, of one read, in the order of the log. */
export interface CallBatch {
  readonly partition: Partition;
  readonly call: string;
  readonly events: readonly CallEvent[];
}

export type CallEvent = ReadEvent & { readonly call: string };

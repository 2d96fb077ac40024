import type { Partition } from '#service';
import type { ReadEvent } from './entry.js';

/** Events of one call, of one read, in the order of the log. */
export interface CallBatch {
  readonly partition: Partition;
  readonly call: string;
  readonly events: readonly CallEvent[];
}

export type CallEvent = ReadEvent & { readonly call: string };

/** Groups a partition's events by call; within a call their order stays. */
export function batchesOf(partition: Partition, events: readonly CallEvent[]): CallBatch[] {
  const byCall = new Map<string, CallEvent[]>();
  for (const event of events) {
    const batch = byCall.get(event.call);
    if (batch === undefined) byCall.set(event.call, [event]);
    else batch.push(event);
  }
  return [...byCall].map(([call, batch]) => ({ partition, call, events: batch }));
}

/** What must hold whatever is done to the processes. */
export const INVARIANTS = {
  I1: 'every accepted event has a record in its call',
  I2: 'every call is the fold of its events',
  I3: "a call's versions are published in order, each once",
  I4: 'every client shows what stands in Redis',
  I5: 'nothing is left over: no event waits, and dead letters are the poison that was given',
  I6: 'memory is bounded, and Redis forgets nothing',
  I7: 'what was answered 200 stands in the log',
  I8: 'all is well again in time',
  I9: 'while an ingest runs, every webhook is answered 200 in time',
} as const;

export type Invariant = keyof typeof INVARIANTS;

/** What the table counts. */
export type Column = 'lost' | 'doubled' | 'outOfStep' | 'views' | 'clients';

/** Something that does not hold. */
export interface Finding {
  readonly invariant: Invariant;
  /** Where the table counts it, and how often it was found; none: it is only told. */
  readonly column?: Column;
  readonly count: number;
  /** For whoever looks for the cause: names a call, a client, a process. */
  readonly says: string;
}

import type { Fact } from '#contracts';

/** What the store must be told of facts, for it knows nothing of calls itself. */
export interface CallModel {
  /** Greater is newer. A call that newer code merged is left to newer code. */
  readonly model: number;
  /** The row's counter that a new key raises by one; empty: none. */
  readonly counterOf: (key: string) => string;
  /** A call over its cap takes no new key of these. */
  readonly isCapped: (key: string) => boolean;
  /** What a call that is over its cap says of itself. */
  readonly full: Fact;
}

/** What an event says, ready to be merged. */
export interface EventFacts {
  /** Its place in the log. */
  readonly position: string;
  readonly receipt: string;
  readonly receivedAt: number;
  readonly late: boolean;
  /** What is remembered of it, without what the merge itself finds out (`encodeRecord`). */
  readonly record: string;
  readonly facts: readonly Fact[];
  readonly rowFacts: readonly Fact[];
}

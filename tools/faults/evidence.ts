import type { Change, StoredCall, StoredRow } from '#call-store';
import type { Row } from '#contracts';
import type { Facts } from '#projection';
import type { Sent } from './ledger.js';

/** What can be seen when a fault is over: what was posted, what stands in Redis, and what clients show. */
export interface Evidence {
  readonly sent: readonly Sent[];
  /** Every call that something was posted of. */
  readonly calls: readonly CallEvidence[];
  readonly clients: readonly ClientEvidence[];
  readonly leftovers: Leftovers;
  readonly memory: MemoryEvidence;
}

export interface CallEvidence {
  readonly call: string;
  readonly stored: StoredCall | undefined;
  readonly row: StoredRow | undefined;
  /** Hash of each event that is remembered, as it was posted. */
  readonly recorded: readonly string[];
  /** Its entries in the log. */
  readonly logged: readonly LoggedEvent[];
  /** In the order of the stream. */
  readonly changes: readonly Change[];
}

export interface LoggedEvent {
  readonly hash: string;
  readonly content: unknown;
}

/** What a client shows: calls that it follows, and its list. */
export interface ClientEvidence {
  readonly name: string;
  readonly calls: readonly { readonly call: string; readonly version: number; readonly facts: Facts }[];
  readonly total: number;
  readonly rows: readonly Row[];
}

export interface Leftovers {
  /** Given to a projector and not acknowledged. */
  readonly pending: number;
  /** How long the oldest event that no projector was given has waited. */
  readonly lagMs: number;
  readonly deadLetters: number;
  /** Entries that nobody can read, put into the log on purpose. */
  readonly poison: number;
}

export interface MemoryEvidence {
  readonly evictedKeys: number;
  /** The largest resident memory that each process reached, MB. */
  readonly peaks: readonly { readonly name: string; readonly mb: number }[];
}

import type { Change, StoredCall, StoredRow } from '#call-store';
import type { Row } from '#contracts';
import type { Facts } from '#projection';
import type { Sent } from './ledger.js';

/** What can be seen of a call when a fault is over: what was posted of it, and what stands in Redis. */
export interface CallEvidence extends StandingCall {
  readonly sent: readonly Sent[];
  /** Hash of each event that is remembered, as it was posted. */
  readonly recorded: readonly string[];
  /** Its entries in the log. */
  readonly logged: readonly LoggedEvent[];
  /** In the order of the stream. */
  readonly changes: readonly Change[];
}

export interface StandingCall {
  readonly call: string;
  readonly stored: StoredCall | undefined;
  readonly row: StoredRow | undefined;
}

export interface LoggedEvent {
  readonly hash: string;
  readonly content: unknown;
}

/** What can be seen of all the rest. */
export interface Surroundings {
  readonly clients: readonly ClientEvidence[];
  /** What the clients should show. */
  readonly standing: readonly StandingCall[];
  readonly leftovers: Leftovers;
  readonly memory: MemoryEvidence;
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

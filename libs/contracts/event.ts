import { z } from 'zod';

/** A webhook as ingest hands it to the event log, already masked. */
export interface NewEvent {
  /** ULID minted in Redis's time. */
  readonly receipt: string;
  /** `message.type`, or the top-level `event` of campaigns and workflows, or `unknown`. */
  readonly type: string;
  /** The call it belongs to; none: it is kept as unassigned. */
  readonly call: string | undefined;
  /** Epoch ms at which ingest received it, in Redis's time. */
  readonly receivedAt: number;
  /** The path it was posted to, query values masked. */
  readonly path: string;
  /** UTF-8 JSON. */
  readonly body: Buffer;
  /** Hex SHA-256 of the bytes that were posted. */
  readonly hash: string;
  /** Allow-listed request headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** It came by a detour (a spool, a replay, an import), so its place in the stream says nothing of its age. */
  readonly late?: boolean;
}

/** An event as it stands in the log: `position` is its id in the stream. */
export interface StoredEvent extends NewEvent {
  readonly position: string;
}

/** What a call remembers of one of its events, without the body. */
export const EventRecord = z.object({
  receipt: z.string(),
  type: z.string(),
  receivedAt: z.number(),
  eventTime: z.number().nullable(),
  bytes: z.number(),
  hash: z.string(),
  status: z.string().nullable(),
  messages: z.number(),
  path: z.string(),
  /** The version of the call this event last took part in making; 0: it changed nothing. */
  version: z.number(),
  factsChanged: z.number(),
});
export type EventRecord = z.infer<typeof EventRecord>;

import { z } from 'zod';
import type { Fact } from './fact.js';
import type { Row } from './row.js';

// The live protocol's messages. docs/protocol.md is the same in words; a change here changes both.

export const WatchCall = z.object({
  call: z.string().min(1).max(256),
  epoch: z.string().max(100).optional(),
  since: z.number().int().nonnegative().optional(),
});
export type WatchCall = z.infer<typeof WatchCall>;

export const UnwatchCall = WatchCall.pick({ call: true });
export type UnwatchCall = z.infer<typeof UnwatchCall>;

export const CALL_GROUPS = ['live', 'ended', 'hung', 'failed', 'forwarded'] as const;

export const WatchCalls = z.object({
  filter: z
    .object({
      /** Only calls of one of these groups; none: all. */
      groups: z.array(z.enum(CALL_GROUPS)).max(CALL_GROUPS.length).optional(),
      /** Case-insensitive; found in call id, who, assistant or last line. */
      search: z.string().max(200).optional(),
    })
    .default({}),
  sort: z.enum(['first-seen', 'live-first']).default('live-first'),
  window: z
    .object({ offset: z.number().int().min(0).max(20_000), limit: z.number().int().min(1).max(500) })
    .default({ offset: 0, limit: 200 }),
});
export type WatchCalls = z.infer<typeof WatchCalls>;

/** Counts over all rows the gateway holds, whatever the filter. */
export interface Figures {
  readonly total: number;
  readonly live: number;
  readonly hangs: number;
  readonly errors: number;
}

export interface CallSnapshot {
  readonly call: string;
  readonly epoch: string;
  /** 0: no such call, yet. It may come; its changes will be sent. */
  readonly version: number;
  /** The facts are all there are; else only those newer than `since`. */
  readonly full: boolean;
  readonly facts: readonly Fact[];
  readonly firstSeen: number | null;
  readonly lastSeen: number | null;
}

export interface CallChanged {
  readonly call: string;
  readonly epoch: string;
  readonly from: number;
  readonly version: number;
  readonly facts: readonly Fact[];
}

export interface CallsSnapshot {
  readonly rows: readonly Row[];
  /** Calls that match the filter, of which `rows` is a window. */
  readonly total: number;
  readonly figures: Figures;
}

export interface CallsChanged {
  readonly upserts: readonly Row[];
  /** Ids that left the window: deleted, or no longer matching, or pushed out. */
  readonly removes: readonly string[];
  readonly total: number;
  readonly figures: Figures;
}

export interface Pulse {
  /** Gateway's clock, epoch ms. */
  readonly at: number;
  readonly redis: 'up' | 'down';
  readonly projectors: number;
  /** How long the oldest event no projector has read has waited; 0: none waits. */
  readonly lagMs: number;
  readonly ingest: IngestState;
}

/** What ingest tells the page: is it open to the world, what has it refused. Times are epoch ms. */
export interface IngestState {
  /** `unknown` until an ingest has reported. */
  readonly secret: 'required' | 'open' | 'unknown';
  readonly lastEventAt: number | null;
  readonly refused: {
    readonly secret: Refusals;
    readonly tooLarge: Refusals;
    readonly notJson: Refusals;
    /** Neither Redis nor the disk took them: the only events that are lost. */
    readonly notStored: Refusals;
  };
  /** Events that waited on ingest's disk because Redis did not confirm them at once, all told. */
  readonly spooled: number;
}
export interface Refusals {
  readonly count: number;
  readonly lastAt: number | null;
}

export type Refused = { readonly error: string };

/** What clients may send. Every request is acknowledged; a request that can't be read is answered `{error}`. */
export interface ClientEvents {
  'watch:call': (request: WatchCall, ack: (answer: CallSnapshot | Refused) => void) => void;
  'unwatch:call': (request: UnwatchCall, ack: (answer: { call: string } | Refused) => void) => void;
  'watch:calls': (
    request: z.input<typeof WatchCalls>,
    ack: (answer: CallsSnapshot | Refused) => void,
  ) => void;
}

export interface ServerEvents {
  'call:changed': (change: CallChanged) => void;
  'call:removed': (removed: { readonly call: string }) => void;
  'calls:changed': (change: CallsChanged) => void;
  /** The gateway lost its place: watch everything in scope again, with (epoch, since). */
  reset: (reset: { readonly scope: 'all'; readonly reason: string }) => void;
  pulse: (pulse: Pulse) => void;
}

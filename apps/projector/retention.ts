import type { Settings } from '#service';
import { PACK_TERMS, type PackTerms } from './pack-quiet-calls.js';

/** What is kept, and for how long. */
export interface Retention {
  /** Raw events: age and bytes, packed ones and those without a call included. */
  readonly eventAgeMs: number;
  readonly eventBytes: number;
  readonly unassignedBytes: number;
  /** Calls: since they were last heard of, and bytes of all. */
  readonly callAgeMs: number;
  readonly callBytes: number;
  /** A call that has not ended counts as live while it was heard of within this time. */
  readonly liveMs: number;
  readonly changesBytes: number;
  /** How long a deletion is remembered beyond what raw events are kept. */
  readonly spoolAgeMs: number;
  readonly packTerms: PackTerms;
}

const MB = 1024 * 1024;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export function retentionOf(settings: Settings): Retention {
  return {
    eventAgeMs: settings.retentionHours * HOUR_MS,
    eventBytes: settings.eventLogMaxMb * MB,
    unassignedBytes: 16 * MB,
    callAgeMs: settings.callRetentionDays * DAY_MS,
    callBytes: settings.callsMaxMb * MB,
    liveMs: HOUR_MS,
    changesBytes: 16 * MB,
    spoolAgeMs: 7 * DAY_MS,
    packTerms: PACK_TERMS,
  };
}

/** What a call may grow to, so that nobody who posts can fill Redis with one call or hold it up with one step. */
export interface CallLimits {
  /** Facts and bytes of a call; beyond, it takes only what lets it end, and at most `maxExtra` more. */
  readonly maxFacts: number;
  readonly maxBytes: number;
  readonly maxExtra: number;
  /** A larger change goes without its facts: readers fetch what is newer than its `from`. */
  readonly maxChangeBytes: number;
  /** Changes kept of a partition for gateways that fall behind; one that missed some reads the calls again. */
  readonly maxChanges: number;
}

export const CALL_LIMITS: CallLimits = {
  maxFacts: 50_000,
  maxBytes: 20 * 1024 * 1024,
  maxExtra: 2_000,
  maxChangeBytes: 32 * 1024,
  maxChanges: 10_000,
};

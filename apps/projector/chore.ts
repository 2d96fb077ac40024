/**
 * Something an installation needs done now and then. Running it again, or twice at once, does no harm. A run is bounded:
 * what it leaves over waits for the next round. It awaits often, and ends soon once the signal is aborted.
 */
export interface Chore {
  /** Says in a log what was being attempted: "trimming raw events". */
  readonly name: string;
  run(signal: AbortSignal): Promise<void>;
}

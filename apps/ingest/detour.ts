import type { Log } from '#service';

/** Says once when events begin to wait on disk, and once when none waits any more; each event has its own line besides. */
export class Detour {
  private beganAt: number | undefined;

  constructor(private readonly log: Log) {}

  noteSpooled(reason: unknown): void {
    if (this.beganAt !== undefined) return;
    this.beganAt = performance.now();
    this.log.warn(`Redis did not confirm an event; events wait on disk until it does (${textOf(reason)})`);
  }

  noteDrained(events: number): void {
    const tookMs = this.beganAt === undefined ? undefined : Math.round(performance.now() - this.beganAt);
    this.beganAt = undefined;
    const since =
      tookMs === undefined ? '' : `, ${(tookMs / 1000).toFixed(1)} s after the first began to wait`;
    this.log.log(`no event waits on disk any more: ${events} were passed on to Redis${since}`);
  }
}

function textOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

import { Log } from '#service';
import type { Clock } from './arrivals.js';
import type { IngestReporter } from './ingest-reporter.js';
import type { Refusal } from './refusal.js';
import type { Receipt } from './webhooks.js';

/** Remembers each webhook: one wide line in the log, and news for the dashboard. */
export class Journal {
  private lostAgainAt = -Infinity;

  constructor(
    private readonly log: Log,
    private readonly reporter: IngestReporter,
    private readonly clock: Clock,
  ) {}

  noteStored({ event, masked, stored }: Receipt, durationMs: number): void {
    this.reporter.noteEvent(event.receivedAt, stored);
    const { receipt, call, type, path, body } = event;
    this.log.log({
      message: 'event stored',
      receipt,
      call,
      type,
      path,
      bytes: body.length,
      masked,
      stored,
      durationMs,
    });
  }

  /** `path` is masked. */
  noteRefused(refusal: Refusal, path: string): void {
    if (refusal.kind !== undefined) this.reporter.noteRefusal(refusal.kind, this.clock.now());
    const line = {
      message: 'webhook refused',
      status: refusal.getStatus(),
      reason: refusal.sentences.error,
      path,
    };
    if (refusal.kind === 'notStored' && !this.maySayLost()) return;
    // A refusal of ours for a reason of ours is a lost event, or worse; one for the sender's reason is theirs to mend.
    if (refusal.getStatus() < 500) this.log.warn(line);
    else this.log.error(line, ...(refusal.cause instanceof Error ? [refusal.cause] : []));
  }

  /** They come as fast as they are posted, into a disk that may be full already; the dashboard has their count. */
  private maySayLost(): boolean {
    if (performance.now() < this.lostAgainAt) return false;
    this.lostAgainAt = performance.now() + LOST_EVERY_MS;
    return true;
  }
}

const LOST_EVERY_MS = 1_000;

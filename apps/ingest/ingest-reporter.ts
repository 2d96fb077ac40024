import type { IngestState, Refusals } from '#contracts';
import type { IngestReport } from '#service';
import type { StoredIn } from './event-store.js';
import type { RefusalKind } from './refusal.js';

/** Where reports go. */
export interface ReportSink {
  add(report: IngestReport): Promise<void>;
}

const REPORT_EVERY_MS = 1_000;

/**
 * Gathers what the dashboard is told of ingest and reports it at most once a second, and only news. Noting something
 * costs a request nothing; a report that fails is tried again with the next.
 */
export class IngestReporter {
  private refused = noRefusals();
  private spooled = 0;
  private latestEventAt: number | null = null;
  private isNews = true;
  private timer: NodeJS.Timeout | undefined;
  private reporting: Promise<void> | undefined;

  constructor(
    private readonly sink: ReportSink,
    private readonly secret: IngestReport['secret'],
  ) {}

  start(): void {
    this.timer = setInterval(() => this.reportSoon(), REPORT_EVERY_MS).unref();
    this.reportSoon();
  }

  /** Reports what is left; resolves also when that fails. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.reporting;
    await this.report();
  }

  noteEvent(at: number, stored: StoredIn): void {
    this.latestEventAt = Math.max(at, this.latestEventAt ?? at);
    if (stored === 'spool') this.spooled++;
    this.isNews = true;
  }

  noteRefusal(kind: RefusalKind, at: number): void {
    this.refused = { ...this.refused, [kind]: { count: this.refused[kind].count + 1, lastAt: at } };
    this.isNews = true;
  }

  /** When this process stored its last event, epoch ms. */
  get lastEventAt(): number | null {
    return this.latestEventAt;
  }

  /** One at a time: while Redis does not answer, a report takes longer than the time between two. */
  private reportSoon(): void {
    this.reporting ??= this.report().finally(() => {
      this.reporting = undefined;
    });
  }

  private async report(): Promise<void> {
    if (!this.isNews) return;
    const { refused, spooled } = this;
    [this.refused, this.spooled] = [noRefusals(), 0];
    this.isNews = false;
    try {
      await this.sink.add({ secret: this.secret, lastEventAt: this.latestEventAt, refused, spooled });
    } catch {
      this.refused = sumOf(refused, this.refused);
      this.spooled += spooled;
      this.isNews = true;
    }
  }
}

function noRefusals(): IngestState['refused'] {
  const none = { count: 0, lastAt: null };
  return { secret: none, tooLarge: none, notJson: none, notStored: none };
}

function sumOf(earlier: IngestState['refused'], later: IngestState['refused']): IngestState['refused'] {
  return {
    secret: sum(earlier.secret, later.secret),
    tooLarge: sum(earlier.tooLarge, later.tooLarge),
    notJson: sum(earlier.notJson, later.notJson),
    notStored: sum(earlier.notStored, later.notStored),
  };
}

function sum(earlier: Refusals, later: Refusals): Refusals {
  return { count: earlier.count + later.count, lastAt: later.lastAt ?? earlier.lastAt };
}

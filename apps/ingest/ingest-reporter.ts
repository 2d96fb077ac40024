import type { IngestState, Refusals } from '#contracts';
import type { IngestReport } from '#service';
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
  private latestEventAt: number | null = null;
  private isNews = true;
  private timer: NodeJS.Timeout | undefined;
  private reporting: Promise<void> = Promise.resolve();

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

  noteEvent(at: number): void {
    this.latestEventAt = Math.max(at, this.latestEventAt ?? at);
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

  private reportSoon(): void {
    this.reporting = this.reporting.then(() => this.report());
  }

  private async report(): Promise<void> {
    if (!this.isNews) return;
    const { refused } = this;
    this.refused = noRefusals();
    this.isNews = false;
    try {
      await this.sink.add({ secret: this.secret, lastEventAt: this.latestEventAt, refused });
    } catch {
      this.refused = sumOf(refused, this.refused);
      this.isNews = true;
    }
  }
}

function noRefusals(): IngestState['refused'] {
  const none = { count: 0, lastAt: null };
  return { secret: none, tooLarge: none, notJson: none };
}

function sumOf(earlier: IngestState['refused'], later: IngestState['refused']): IngestState['refused'] {
  return {
    secret: sum(earlier.secret, later.secret),
    tooLarge: sum(earlier.tooLarge, later.tooLarge),
    notJson: sum(earlier.notJson, later.notJson),
  };
}

function sum(earlier: Refusals, later: Refusals): Refusals {
  return { count: earlier.count + later.count, lastAt: later.lastAt ?? earlier.lastAt };
}

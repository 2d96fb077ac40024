import { holdingOf, type Kept, type Log } from '#service';

export interface LogBudgetParts {
  /** Wherever raw events are kept. */
  readonly kept: readonly Kept[];
  readonly budgetBytes: number;
  readonly log: Log;
  readonly everyMs?: number;
}

/** Redis takes no more events though it could: what must be read first already takes more than it may. */
export class LogOverBudget extends Error {
  override readonly name = 'LogOverBudget';

  constructor() {
    super('the events nobody has read take more than EVENT_LOG_MAX_MB');
  }
}

const EVERY_MS = 5_000;
/** Of the budget. Projectors trim to it every ten seconds, so a little more is usual. */
const CLOSES_AT = 1.2;
const OPENS_AT = 1.1;

const CLOSED =
  'raw events take more than EVENT_LOG_MAX_MB, and those that no projector has read must stay: new ones wait on disk. ' +
  'See that projectors run and keep up, or allow more';
const OPENED = 'raw events are within EVENT_LOG_MAX_MB again: Redis takes new ones';

/** Looks whether the event log has room. It has none when projectors are dead or far behind: unread events never go. */
export class LogBudget {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private isOver = false;

  constructor(private readonly parts: LogBudgetParts) {}

  /** What keeps events from the log; `undefined`: nothing. */
  get fault(): LogOverBudget | undefined {
    return this.isOver ? new LogOverBudget() : undefined;
  }

  start(): void {
    this.timer = setInterval(() => this.lookSoon(), this.parts.everyMs ?? EVERY_MS).unref();
    this.lookSoon();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** One look at a time: while Redis does not answer, it takes longer than the time between two. */
  private lookSoon(): void {
    this.looking ??= this.look()
      // A Redis that is away takes no events anyhow; what was seen last stands.
      .catch(() => undefined)
      .finally(() => {
        this.looking = undefined;
      });
  }

  private async look(): Promise<void> {
    const { kept, budgetBytes, log } = this.parts;
    const { bytes } = await holdingOf(kept);
    const isOver = bytes > budgetBytes * (this.isOver ? OPENS_AT : CLOSES_AT);
    if (isOver !== this.isOver) {
      if (isOver) log.error({ message: CLOSED, bytes, budgetBytes });
      else log.warn({ message: OPENED, bytes, budgetBytes });
    }
    this.isOver = isOver;
  }
}

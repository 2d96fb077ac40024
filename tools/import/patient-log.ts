import { setTimeout as delay } from 'node:timers/promises';
import type { NewEvent } from '#contracts';
import { backoffMs, EventLog, lagOf } from '#event-log';
import { failsForItsOwnSake, type Partition, type RedisClient } from '#service';

const LONGEST_PAUSE_MS = 5_000;
const LOOK_EVERY_MS = 1_000;
/** Webhooks that come now wait behind what is imported. */
const MOST_LAG_MS = 5_000;

/** The log for someone who has time: it never takes more than there is room for, and lets projectors keep up. */
export class PatientLog {
  private readonly log: EventLog;
  private lookAt = 0;
  private looking: Promise<void> | undefined;
  private told = '';

  constructor(
    private readonly redis: RedisClient,
    private readonly partitions: readonly Partition[],
    private readonly say: (line: string) => void,
  ) {
    this.log = new EventLog(redis, partitions);
  }

  /** Rejects only with what would fail again. */
  async append(event: NewEvent): Promise<void> {
    await this.until('Redis says how far the projectors are', () => this.untilKeptUp());
    await this.until('Redis takes more', () => this.log.append(event));
  }

  private async until(what: string, attempt: () => Promise<void>): Promise<void> {
    for (let failures = 1; ; failures++) {
      try {
        await attempt();
        return;
      } catch (error) {
        if (failsForItsOwnSake(error)) throw error;
        this.tell(`waiting until ${what} (${error instanceof Error ? error.message : String(error)})`);
        await delay(backoffMs(failures, LONGEST_PAUSE_MS));
      }
    }
  }

  private async untilKeptUp(): Promise<void> {
    if (performance.now() < this.lookAt) return;
    this.looking ??= this.look().finally(() => {
      this.looking = undefined;
    });
    await this.looking;
  }

  private async look(): Promise<void> {
    for (;;) {
      const { lagMs, projectors } = await lagOf(this.redis, this.partitions);
      if (projectors > 0 && lagMs <= MOST_LAG_MS) break;
      this.tell(
        projectors === 0
          ? 'waiting until a projector runs: start Callboard'
          : 'waiting until the projectors keep up',
      );
      await delay(LOOK_EVERY_MS);
    }
    this.told = '';
    this.lookAt = performance.now() + LOOK_EVERY_MS;
  }

  /** Once for each reason, until all is well again. */
  private tell(line: string): void {
    if (this.told === line) return;
    this.told = line;
    this.say(line);
  }
}

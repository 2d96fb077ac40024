import { archiveStateOf } from '#event-log';
import type { Log, Partition, RedisClient } from '#service';
import type { Chore } from './chore.js';

/** Longer than archivers take to be started again. */
const WAITS_MS = 5 * 60_000;
const TELL_EVERY_MS = 10 * 60_000;

/**
 * Tells when events wait for an archiver and none runs: they can't be trimmed, and one day there is no room for more.
 * One that runs and can't write says so itself.
 */
export class WatchArchive implements Chore {
  readonly name = 'looking after the archive';
  private toldAt = -Infinity;

  constructor(
    private readonly redis: RedisClient,
    private readonly partitions: readonly Partition[],
    private readonly log: Log,
    private readonly waitsMs = WAITS_MS,
  ) {}

  async run(): Promise<void> {
    if (performance.now() < this.toldAt + TELL_EVERY_MS) return;
    const state = await archiveStateOf(this.redis, this.partitions);
    if (state === undefined || state.archivers > 0 || state.waitedMs < this.waitsMs) return;
    this.toldAt = performance.now();
    this.log.error({
      message:
        'events wait to be archived, and no archiver runs: they stay in Redis, beyond EVENT_LOG_MAX_MB too. ' +
        'Start a projector with ARCHIVE_DIR, or, to archive nothing any more: npm run archive -- stop',
      waitedMs: state.waitedMs,
    });
  }
}

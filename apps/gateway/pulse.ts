import type { IngestState, Pulse } from '#contracts';
import { lagOf } from '#event-log';
import type { IngestStateStore, Partition, RedisClient } from '#service';

const UNKNOWN: IngestState = {
  secret: 'unknown',
  lastEventAt: null,
  refused: {
    secret: { count: 0, lastAt: null },
    tooLarge: { count: 0, lastAt: null },
    notJson: { count: 0, lastAt: null },
  },
};

/** How everything is, for the page to know that it is live and how stale what it shows may be. */
export async function takePulse(
  redis: RedisClient,
  partitions: readonly Partition[],
  ingest: IngestStateStore,
  at: number,
): Promise<Pulse> {
  try {
    const [lag, state] = await Promise.all([lagOf(redis, partitions), ingest.read()]);
    return { at, redis: 'up', ...lag, ingest: state };
  } catch {
    return { at, redis: 'down', projectors: 0, lagMs: 0, ingest: UNKNOWN };
  }
}

import { setTimeout as delay } from 'node:timers/promises';
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
    notStored: { count: 0, lastAt: null },
  },
  spooled: 0,
};

/** A Redis that takes longer to say how it is counts as away; shorter than the time between two pulses. */
const WITHIN_MS = 3_000;

/** How everything is, for the page to know that it is live and how stale what it shows may be. Never rejects. */
export async function takePulse(
  redis: RedisClient,
  partitions: readonly Partition[],
  ingest: IngestStateStore,
  at: number,
): Promise<Pulse> {
  const late = new AbortController();
  const down: Pulse = { at, redis: 'down', projectors: 0, lagMs: 0, ingest: UNKNOWN };
  const asked = Promise.all([lagOf(redis, partitions), ingest.read()]).then(
    ([lag, state]): Pulse => ({ at, redis: 'up', ...lag, ingest: state }),
    () => down,
  );
  const pulse = await Promise.race([
    asked,
    delay(WITHIN_MS, down, { signal: late.signal }).catch(() => down),
  ]);
  late.abort();
  return pulse;
}

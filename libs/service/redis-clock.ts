import { readRedisTime } from './redis-time.js';
import type { RedisClient } from './redis.js';

const MEASURE_EVERY_MS = 60_000;
/** An answer that took longer says too little of when it was given: a better one will come. */
const LONGEST_MEASUREMENT_MS = 500;

/**
 * Redis's time: our own clock and its distance from Redis's, measured at every connect and each minute. What several
 * machines must agree on (receipt times, tombstones) is told in it; while Redis is away the last distance counts, and
 * before the first measurement our own clock is taken for Redis's.
 */
export class RedisClock {
  private offsetMs: number | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: RedisClient,
    private readonly ownClock: () => number = Date.now,
  ) {}

  /** Resolves after the first measurement; rejects when Redis can't be asked, and measures all the same once it can. */
  async start(): Promise<void> {
    // `-node`: that was a node of a cluster; the clock may be another one's from now on.
    for (const event of ['ready', '-node']) this.redis.on(event, this.measureQuietly);
    this.timer = setInterval(this.measureQuietly, MEASURE_EVERY_MS).unref();
    await this.measure();
  }

  stop(): void {
    clearInterval(this.timer);
    for (const event of ['ready', '-node']) this.redis.off(event, this.measureQuietly);
  }

  /** Epoch ms. */
  now(): number {
    return Math.round(this.ownClock() + (this.offsetMs ?? 0));
  }

  private readonly measureQuietly = (): void => {
    // A measurement that fails leaves the last one standing.
    this.measure().catch(() => undefined);
  };

  private async measure(): Promise<void> {
    const before = this.ownClock();
    const time = await readRedisTime(this.redis);
    const after = this.ownClock();
    if (this.offsetMs !== undefined && after - before > LONGEST_MEASUREMENT_MS) return;
    this.offsetMs = time - (before + after) / 2;
  }
}

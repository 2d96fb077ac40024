import type { RedisClient } from './redis.js';

const MEASURE_EVERY_MS = 60_000;

/**
 * Redis's time: our own clock and its distance from Redis's, measured at every connect and each minute. What several
 * machines must agree on (receipt times, tombstones) is told in it; while Redis is away the last distance counts.
 */
export class RedisClock {
  private offsetMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: RedisClient,
    private readonly ownClock: () => number = Date.now,
  ) {}

  /** Resolves after the first measurement; rejects when Redis can't be asked. */
  async start(): Promise<void> {
    this.redis.on('ready', this.measureQuietly);
    this.timer = setInterval(this.measureQuietly, MEASURE_EVERY_MS).unref();
    await this.measure();
  }

  stop(): void {
    clearInterval(this.timer);
    this.redis.off('ready', this.measureQuietly);
  }

  /** Epoch ms. */
  now(): number {
    return Math.round(this.ownClock() + this.offsetMs);
  }

  private readonly measureQuietly = (): void => {
    // A measurement that fails leaves the last one standing.
    this.measure().catch(() => undefined);
  };

  private async measure(): Promise<void> {
    const before = this.ownClock();
    const [seconds, micros] = await this.redis.time();
    const between = (before + this.ownClock()) / 2;
    this.offsetMs = Number(seconds) * 1000 + Number(micros) / 1000 - between;
  }
}

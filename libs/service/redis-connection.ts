import type { OnApplicationShutdown } from '@nestjs/common';
import type { RedisClient } from './redis.js';

/** Ends a connection when the app has drained; the last thing to go. */
export class RedisConnection implements OnApplicationShutdown {
  constructor(private readonly redis: RedisClient) {}

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}

import { Controller, Get, Inject } from '@nestjs/common';
import type { Usage } from '#contracts';
import { RedisMemory, UsageStore } from '#service';

/** How much of its budget each store takes, and Redis of its memory. */
@Controller('api')
export class UsageController {
  constructor(
    @Inject(UsageStore) private readonly usage: UsageStore,
    @Inject(RedisMemory) private readonly memory: RedisMemory,
  ) {}

  @Get('usage')
  async show(): Promise<Usage & { redis: { usedBytes: number; maxBytes: number | null } }> {
    const [usage, redis] = await Promise.all([this.usage.read(), this.memory.read()]);
    return { ...usage, redis };
  }
}

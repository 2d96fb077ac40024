import { readRedisTime, trimTogether, type Kept, type RedisClient, type UsageStore } from '#service';
import type { Chore } from './chore.js';
import { useOf } from './use-of.js';

/** Changes were told long ago, but to a gateway that is far behind; and that one reads the calls again. */
export class TrimChanges implements Chore {
  readonly name = 'trimming changes';

  constructor(
    private readonly redis: RedisClient,
    private readonly usage: UsageStore,
    private readonly changes: readonly Kept[],
    private readonly budgetBytes: number,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    const holding = await trimTogether(this.changes, { before: 0, budgetBytes: this.budgetBytes }, signal);
    await this.usage.note('changes', useOf(holding, this.budgetBytes, await readRedisTime(this.redis)));
  }
}

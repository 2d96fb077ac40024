import { readRedisTime, trimTogether, type Kept, type RedisClient, type UsageStore } from '#service';
import type { Chore } from './chore.js';
import type { Retention } from './retention.js';
import { useOf } from './use-of.js';

/**
 * Raw events go by age, and the oldest first when they are over their budget; never one that nobody has read or
 * acknowledged.
 */
export class TrimEvents implements Chore {
  readonly name = 'trimming raw events';

  constructor(
    private readonly redis: RedisClient,
    private readonly usage: UsageStore,
    private readonly kept: { readonly events: readonly Kept[]; readonly unassigned: readonly Kept[] },
    private readonly retention: Retention,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    const { eventAgeMs, eventBytes, unassignedBytes } = this.retention;
    const at = await readRedisTime(this.redis);
    const before = at - eventAgeMs;
    const unassigned = await trimTogether(
      this.kept.unassigned,
      { before, budgetBytes: unassignedBytes },
      signal,
    );
    await this.usage.note('unassigned', useOf(unassigned, unassignedBytes, at));
    const events = await trimTogether(this.kept.events, { before, budgetBytes: eventBytes }, signal);
    await this.usage.note('events', useOf(events, eventBytes, at));
  }
}

import type { CallRetention, CallStore, OldCall } from '#call-store';
import { readRedisTime, type Log, type RedisClient, type UsageStore } from '#service';
import type { Chore } from './chore.js';
import { isOngoing } from './is-ongoing.js';
import type { Retention } from './retention.js';
import { useOf } from './use-of.js';

/** What is left over then waits for the next round. */
const LONGEST_MS = 4_000;

interface Round {
  readonly at: number;
  readonly goesOn: () => boolean;
}

/**
 * Calls go when nothing was heard of them for long, and the longest silent first when all of them are over their
 * budget: those that have ended, and only when none is left those that live. Pinned ones stay.
 */
export class DeleteOldCalls implements Chore {
  readonly name = 'deleting old calls';

  constructor(
    private readonly redis: RedisClient,
    private readonly usage: UsageStore,
    private readonly stores: { readonly calls: CallStore; readonly retention: CallRetention },
    private readonly bounds: Retention,
    private readonly log: Log,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    const until = performance.now() + LONGEST_MS;
    const round = {
      at: await readRedisTime(this.redis),
      goesOn: () => !signal.aborted && performance.now() < until,
    };
    const { retention, calls } = this.stores;
    const byAge = await this.deleteByAge(round);
    await retention.measure(signal);
    const ended = await this.deleteByBytes(round, false);
    const alive = await this.deleteByBytes(round, true);
    const after = await retention.measure(signal);
    await retention.forgetTombstones(round.at - this.bounds.eventAgeMs - this.bounds.spoolAgeMs, signal);
    const use = useOf(after, this.bounds.callBytes, round.at);
    const [pinned, pinnedBytes] = await Promise.all([retention.countPinned(), calls.pinnedBytes()]);
    await this.usage.note('calls', { ...use, pinned, pinnedBytes });
    if (byAge + ended + alive === 0) return;
    this.log.log({
      message: 'deleted old calls',
      byAge,
      byBytes: ended,
      liveByBytes: alive,
      bytes: after.bytes,
    });
  }

  private async deleteByAge({ at, goesOn }: Round): Promise<number> {
    const oldest = this.stores.retention.oldest();
    let deleted = 0;
    while (goesOn()) {
      const call = await oldest.next();
      if (call === undefined || call.lastSeen >= at - this.bounds.callAgeMs) break;
      if (await this.stores.retention.delete(call)) deleted++;
      else oldest.passOver(call);
    }
    return deleted;
  }

  /** Looks before each call whether there is still too much: another janitor may be at it as well. */
  private async deleteByBytes({ at, goesOn }: Round, alsoLive: boolean): Promise<number> {
    const { retention } = this.stores;
    const oldest = retention.oldest();
    let deleted = 0;
    while (goesOn() && (await retention.bytes()) > this.bounds.callBytes) {
      const call = await oldest.next();
      if (call === undefined) break;
      const stays = !alsoLive && (await this.isAlive(call, at));
      if (!stays && (await retention.delete(call))) deleted++;
      else oldest.passOver(call);
    }
    return deleted;
  }

  private async isAlive({ call, lastSeen }: OldCall, at: number): Promise<boolean> {
    if (lastSeen < at - this.bounds.liveMs) return false;
    const row = await this.stores.calls.readRow(call);
    return row !== undefined && isOngoing(call, row);
  }
}

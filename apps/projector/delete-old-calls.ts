import type { CallRetention, CallStore, OldCall } from '#call-store';
import type { Log, RedisClient, UsageStore } from '#service';
import type { Chore } from './chore.js';
import { isOngoing } from './is-ongoing.js';
import type { Retention } from './retention.js';
import { redisNow } from './redis-now.js';
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
      at: await redisNow(this.redis),
      goesOn: () => !signal.aborted && performance.now() < until,
    };
    const { retention, calls } = this.stores;
    const byAge = await this.deleteByAge(round);
    const before = await retention.measure(signal);
    let over = before.bytes - this.bounds.callBytes;
    const byBytes = { ended: 0, live: 0 };
    if (over > 0) [over, byBytes.ended] = await this.deleteByBytes(over, round, false);
    if (over > 0) [over, byBytes.live] = await this.deleteByBytes(over, round, true);
    const after = await retention.measure(signal);
    await retention.forgetTombstones(round.at - this.bounds.eventAgeMs - this.bounds.spoolAgeMs, signal);
    const use = useOf(after, this.bounds.callBytes, round.at);
    const [pinned, pinnedBytes] = await Promise.all([retention.countPinned(), calls.pinnedBytes()]);
    await this.usage.note('calls', { ...use, pinned, pinnedBytes });
    if (byAge + byBytes.ended + byBytes.live === 0) return;
    this.log.log({
      message: 'deleted old calls',
      byAge,
      byBytes: byBytes.ended,
      liveByBytes: byBytes.live,
      bytes: after.bytes,
    });
  }

  private async deleteByAge({ at, goesOn }: Round): Promise<number> {
    const oldest = this.stores.retention.oldest();
    let deleted = 0;
    while (goesOn()) {
      const call = await oldest.next();
      if (call === undefined || call.lastSeen >= at - this.bounds.callAgeMs) break;
      if ((await this.stores.retention.delete(call)) === undefined) oldest.passOver(call);
      else deleted++;
    }
    return deleted;
  }

  /** Resolves with the bytes that are still too many, and how many calls went. */
  private async deleteByBytes(
    tooMany: number,
    { at, goesOn }: Round,
    alsoLive: boolean,
  ): Promise<[over: number, deleted: number]> {
    const oldest = this.stores.retention.oldest();
    let over = tooMany;
    let deleted = 0;
    while (over > 0 && goesOn()) {
      const call = await oldest.next();
      if (call === undefined) break;
      const stays = !alsoLive && (await this.isAlive(call, at));
      const freed = stays ? undefined : await this.stores.retention.delete(call);
      if (freed === undefined) oldest.passOver(call);
      else {
        deleted++;
        over -= freed;
      }
    }
    return [over, deleted];
  }

  private async isAlive({ call, lastSeen }: OldCall, at: number): Promise<boolean> {
    if (lastSeen < at - this.bounds.liveMs) return false;
    const row = await this.stores.calls.readRow(call);
    return row !== undefined && isOngoing(call, row);
  }
}

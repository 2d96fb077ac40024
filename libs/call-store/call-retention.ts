import { z } from 'zod';
import type { Holding, Partition, RedisClient } from '#service';
import { callKeys, partitionKeys } from './call-keys.js';
import { DeleteAnswer, deleteKeys } from './delete-call.js';
import { forgetTombstonesScript } from './forget-tombstones.lua.js';
import { measureScript } from './measure.lua.js';
import { OldestCalls, type OldCall } from './oldest-calls.js';
import { defineScripts } from './scripts.js';

/** What one step may cost: some milliseconds in which Redis does nothing else. */
const STEP_CALLS = 50;
const STEP_FIELDS = 5_000;
const PAGE = 500;

const Measured = z.tuple([z.number(), z.number(), z.number()]);
const Forgotten = z.tuple([z.string(), z.number()]);

/** The calls as somebody sees them who must keep them within bounds. */
export class CallRetention {
  /** @param group who must have read an event of a call before it goes with the call */
  constructor(
    private readonly redis: RedisClient,
    private readonly partitions: readonly Partition[],
    private readonly group: string,
  ) {
    defineScripts(redis);
  }

  /** Exact sizes of all calls together; costs what was merged since the last time. */
  async measure(signal: AbortSignal): Promise<Holding> {
    const holdings = [];
    for (const partition of this.partitions) holdings.push(await this.measurePartition(partition, signal));
    return {
      bytes: holdings.reduce((sum, { bytes }) => sum + bytes, 0),
      count: holdings.reduce((sum, { count }) => sum + count, 0),
      oldestAt: (await this.oldest().next())?.lastSeen,
    };
  }

  /** Bytes of all calls, as last measured. */
  async bytes(): Promise<number> {
    const totals = this.partitions.map((partition) =>
      this.redis.hget(partitionKeys(partition).sizes, 'total'),
    );
    return (await Promise.all(totals)).reduce((sum, total) => sum + Number(total ?? 0), 0);
  }

  /** How many are pinned. */
  async countPinned(): Promise<number> {
    const counts = this.partitions.map((partition) => this.redis.scard(partitionKeys(partition).pinned));
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  /** The calls in the order of their last receipt, the oldest first, over all partitions. */
  oldest(): OldestCalls {
    return new OldestCalls(this.redis, this.partitions);
  }

  /**
   * Deletes a call unless it is pinned or was heard of since; `false` then. No tombstone stays: an event of it that
   * nobody has read yet makes the call anew.
   */
  async delete({ call, partition, lastSeen }: OldCall): Promise<boolean> {
    const answer = await this.redis.deleteCall(
      ...deleteKeys(partition, call),
      call,
      '',
      `${lastSeen}`,
      this.group,
    );
    return DeleteAnswer.parse(answer) === 1;
  }

  /** Forgets tombstones of deletions before this time (epoch ms) that cover nothing unread. */
  async forgetTombstones(before: number, signal: AbortSignal): Promise<void> {
    const { lua, numberOfKeys } = forgetTombstonesScript;
    for (const partition of this.partitions) {
      const { deleted, events } = partitionKeys(partition);
      let cursor = '0';
      do {
        const args = [cursor, Math.floor(before), this.group, PAGE];
        [cursor] = Forgotten.parse(await this.redis.eval(lua, numberOfKeys, deleted, events, ...args));
      } while (cursor !== '0' && !signal.aborted);
    }
  }

  private async measurePartition(
    partition: Partition,
    signal: AbortSignal,
  ): Promise<{ bytes: number; count: number }> {
    const { touched, sizes } = partitionKeys(partition);
    const { lua, numberOfKeys } = measureScript;
    const { call, records, row } = callKeys(partition, '');
    await this.touchUnmeasured(partition);
    for (;;) {
      const args = [STEP_CALLS, STEP_FIELDS, call, records, row];
      const [measured, bytes, count] = Measured.parse(
        await this.redis.eval(lua, numberOfKeys, touched, sizes, ...args),
      );
      if (measured === 0 || signal.aborted) return { bytes, count };
    }
  }

  /** Calls that an older version merged are in no books yet. */
  private async touchUnmeasured(partition: Partition): Promise<void> {
    const { calls, touched, sizes } = partitionKeys(partition);
    const [known, waiting, all] = await Promise.all([
      this.redis.hlen(sizes),
      this.redis.scard(touched),
      this.redis.zcard(calls),
    ]);
    if (Math.max(known - 1, 0) + waiting >= all) return;
    for (let from = 0; ; from += PAGE) {
      const page = await this.redis.zrange(calls, `${from}`, `${from + PAGE - 1}`);
      if (page.length === 0) return;
      const stored = await this.redis.hmget(sizes, ...page.map((call) => `call:${call}`));
      const unmeasured = page.filter((_, i) => stored[i] === null);
      if (unmeasured.length > 0) await this.redis.sadd(touched, ...unmeasured);
    }
  }
}

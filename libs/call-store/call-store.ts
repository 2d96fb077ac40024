import { z } from 'zod';
import type { Fact } from '#contracts';
import { isCluster, Links, partitionOf, readRedisTime, type Partition, type RedisClient } from '#service';
import { callKeys, partitionKeys } from './call-keys.js';
import { CALL_LIMITS } from './call-limits.js';
import type { CallModel, EventFacts } from './call-model.js';
import { decodeRecord, type StoredRecord } from './event-records.js';
import { KnownFacts } from './known-facts.js';
import { planMerge, type Chunk } from './plan-merge.js';
import { defineScripts } from './scripts.js';
import { DeleteAnswer, deleteKeys } from './delete-call.js';
import { decodeCall, decodeRow, type StoredCall, type StoredRow } from './stored-call.js';

/** Newer code merged this call; this process must not, and leaves the events to be read by newer code. */
export class NewerModel extends Error {
  override readonly name = 'NewerModel';
}

/** Older code merged this call, and whoever merges would rather rebuild it first. */
export class OlderModel extends Error {
  override readonly name = 'OlderModel';
}

export interface Merged {
  readonly epoch: string;
  readonly version: number;
  /** The facts that won, in the order of the events. */
  readonly won: readonly Fact[];
}

/** A call with events that are not packed. */
export interface UnpackedCall {
  readonly call: string;
  /** Another one after the next merge. */
  readonly mark: string;
  /** For how long nothing was merged. */
  readonly quietMs: number;
}

const MAX_ATTEMPTS = 5;

/** What a merge relies on that leaves out facts the call is known to have. */
interface Guard {
  readonly epoch: string;
  readonly version: number;
}
const UNGUARDED: Guard = { epoch: '', version: 0 };

/** What becomes of a call that older code merged: refused with an OlderModel, or merged on top of what that made. */
export type OnOlder = 'refuse' | 'merge';

interface MergeTerms {
  readonly model: CallModel;
  readonly guard: Guard;
  readonly group: string;
  readonly onOlder: OnOlder;
}

const ScriptAnswer = z.union([
  z.tuple([z.literal('ok'), z.string(), z.number(), z.array(z.number())]),
  z.tuple([z.literal('dropped')]),
  z.tuple([z.literal('covered')]),
  z.tuple([z.literal('regressed')]),
  z.tuple([z.enum(['newer', 'older']), z.string()]),
]);

/** The calls, wherever their partitions stand. Several processes may merge into one call at once. */
export class CallStore {
  private readonly known = new KnownFacts();
  private readonly links: Links;
  /** Over which links what is known was learnt. */
  private readonly learntOver = new Map<Partition, string>();

  constructor(
    private readonly redis: RedisClient,
    private readonly partitions: readonly Partition[],
    private readonly mintEpoch: () => string,
    private readonly limits = CALL_LIMITS,
  ) {
    defineScripts(redis);
    this.links = new Links(redis);
  }

  /**
   * Merges what events of one call say, publishes what changed and acknowledges them, in steps that are atomic each
   * and harmless when repeated. Events that a deletion covers are dropped.
   *
   * @param group consumer group to acknowledge for; empty: none
   */
  async merge(
    call: string,
    events: readonly EventFacts[],
    model: CallModel,
    group: string,
    onOlder: OnOlder = 'merge',
  ): Promise<Merged> {
    const terms = { model, group, onOlder };
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const merged = await this.tryMerge(call, events, terms);
      if (merged === 'covered') return this.mergeApart(call, events, terms);
      if (merged !== 'regressed') return merged;
      this.known.forget(call);
    }
    throw new Error(`call ${call} kept changing its epoch through ${MAX_ATTEMPTS} merges`);
  }

  async read(call: string): Promise<StoredCall | undefined> {
    return decodeCall(await this.redis.hgetall(callKeys(this.partitionOf(call), call).call));
  }

  /** First and last receipt of an event of the call, epoch ms. */
  async seen(call: string): Promise<{ firstSeen: number | null; lastSeen: number | null }> {
    const { calls, activity } = partitionKeys(this.partitionOf(call));
    const [first, last] = await Promise.all([
      this.redis.zscore(calls, call),
      this.redis.zscore(activity, call),
    ]);
    return { firstSeen: scoreOf(first), lastSeen: scoreOf(last) };
  }

  async readRow(call: string): Promise<StoredRow | undefined> {
    return decodeRow(await this.redis.hgetall(callKeys(this.partitionOf(call), call).row));
  }

  /** Calls of a partition with their first and last receipt, the newest first, at most `limit`. */
  async list(
    partition: Partition,
    limit: number,
  ): Promise<{ call: string; firstSeen: number; lastSeen: number }[]> {
    const { calls, activity } = partitionKeys(partition);
    const entries = await this.redis.zrevrange(calls, 0, limit - 1, 'WITHSCORES');
    const listed: { call: string; firstSeen: number }[] = [];
    for (let i = 0; i + 1 < entries.length; i += 2) {
      listed.push({ call: entries[i] ?? '', firstSeen: Number(entries[i + 1]) });
    }
    if (listed.length === 0) return [];
    const last = await this.redis.zmscore(activity, ...listed.map(({ call }) => call));
    return listed.map((entry, i) => ({ ...entry, lastSeen: scoreOf(last[i]) ?? entry.firstSeen }));
  }

  /** What is remembered of a call's events, in the order they were received. */
  async records(call: string): Promise<StoredRecord[]> {
    const hash = await this.redis.hgetall(callKeys(this.partitionOf(call), call).records);
    return Object.entries(hash)
      .flatMap(([receipt, entry]) => decodeRecord(receipt, entry) ?? [])
      .toSorted((a, b) => (a.record.receipt < b.record.receipt ? -1 : 1));
  }

  async record(call: string, receipt: string): Promise<StoredRecord | undefined> {
    const entry = await this.redis.hget(callKeys(this.partitionOf(call), call).records, receipt);
    return entry === null ? undefined : decodeRecord(receipt, entry);
  }

  /**
   * Calls with events that are not packed and to which nothing was merged for so long, the longest silent first.
   *
   * @param page how many to pass over and how many to name
   */
  async unpacked(
    partition: Partition,
    quietMs: number,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<UnpackedCall[]> {
    const { unpacked } = partitionKeys(partition);
    const now = Number(await this.now());
    const range = [unpacked, '-inf', now - quietMs, 'WITHSCORES', 'LIMIT', page.offset, page.limit] as const;
    const found = await this.redis.zrangebyscore(...range);
    const calls: UnpackedCall[] = [];
    for (let i = 0; i + 1 < found.length; i += 2) {
      const mark = found[i + 1] ?? '';
      calls.push({ call: found[i] ?? '', mark, quietMs: now - Number(mark) });
    }
    return calls;
  }

  /** Deletes a call, also one whose events nobody has read yet. `true` when there was one to see. */
  async delete(call: string): Promise<boolean> {
    const keys = deleteKeys(this.partitionOf(call), call);
    const existed = DeleteAnswer.parse(await this.redis.deleteCall(...keys, call, await this.now()));
    this.known.forget(call);
    return existed === 1;
  }

  /** Keeps a call from being deleted by age or for its bytes. `false`: there is no such call. */
  async pin(call: string): Promise<boolean> {
    const { calls, pinned } = partitionKeys(this.partitionOf(call));
    return (await this.redis.pinCall(calls, pinned, call)) === 1;
  }

  async unpin(call: string): Promise<void> {
    await this.redis.srem(partitionKeys(this.partitionOf(call)).pinned, call);
  }

  async isPinned(call: string): Promise<boolean> {
    return (await this.redis.sismember(partitionKeys(this.partitionOf(call)).pinned, call)) === 1;
  }

  /** Bytes of all pinned calls, as last measured. */
  async pinnedBytes(): Promise<number> {
    const sums = await Promise.all(
      this.partitions.map(async (partition) => {
        const { pinned, sizes } = partitionKeys(partition);
        const fields = (await this.redis.smembers(pinned)).map((call) => `call:${call}`);
        return fields.length === 0 ? [] : this.redis.hmget(sizes, ...fields);
      }),
    );
    return sums.flat().reduce((sum, size) => sum + Number(size ?? 0), 0);
  }

  /** Deletes every call and all their events, then asks Redis to forget them on disk too, where it may. */
  async deleteAll(): Promise<number> {
    let deleted = 0;
    for (const partition of this.partitions) {
      const keys = partitionKeys(partition);
      const prefixes = Object.values(callKeys(partition, ''));
      const answer = await this.redis.deleteAllCalls(
        keys.events,
        keys.changes,
        keys.calls,
        keys.activity,
        keys.deleted,
        keys.unpacked,
        keys.packs,
        keys.packBytes,
        keys.touched,
        keys.sizes,
        keys.pinned,
        keys.rebuilding,
        keys.dead,
        keys.unassigned,
        keys.toForget,
        await this.now(),
        ...prefixes,
      );
      deleted += Number(answer);
    }
    this.known.clear();
    // Replicas have files of their own.
    const nodes = isCluster(this.redis) ? this.redis.nodes() : [this.redis];
    // A managed Redis may forbid it, one that is rewriting refuses: the next rewrite forgets them then.
    await Promise.allSettled(nodes.map((node) => node.bgrewriteaof()));
    return deleted;
  }

  private async tryMerge(call: string, events: readonly EventFacts[], terms: Omit<MergeTerms, 'guard'>) {
    const { model } = terms;
    const partition = this.partitionOf(call);
    const link = this.linkTo(partition);
    const known = this.known.get(call);
    const chunks = planMerge(events, known);
    const won: Fact[] = [];
    let merged: Merged = { epoch: '', version: 0, won };
    let guard: Guard = known ?? UNGUARDED;
    for (const [place, chunk] of chunks.entries()) {
      const acks = place === chunks.length - 1 ? events : [];
      const answer = await this.runMerge(call, chunk, acks, { ...terms, guard });
      if (answer[0] === 'newer')
        throw new NewerModel(`call ${call} was merged by model ${answer[1]}, this is ${model.model}`);
      if (answer[0] === 'older') throw new OlderModel(`call ${call} was merged by model ${answer[1]}`);
      if (answer[0] === 'dropped') continue;
      if (answer[0] !== 'ok') return answer[0];
      const [, epoch, version, places] = answer;
      const hasWon = new Set(places);
      const facts = chunk.flatMap((event) => event.facts);
      won.push(...facts.filter((_, index) => hasWon.has(index + 1)));
      const rowFacts = chunk.flatMap((event) => event.rowFacts);
      // Else it may be the answer of a Redis that is not asked any more.
      if (this.links.of(partition) === link) this.known.learn(call, epoch, version, facts, rowFacts);
      merged = { epoch, version, won };
      // The next chunk leaves out what this one brought.
      guard = merged;
    }
    // Redis may have lost what was left out, and others may have brought the call to the guard's version since.
    const hasLeftOut = known !== undefined || chunks.length > 1;
    return hasLeftOut && this.links.of(partition) !== link ? 'regressed' : merged;
  }

  private async mergeApart(call: string, events: readonly EventFacts[], terms: Omit<MergeTerms, 'guard'>) {
    const { model, group, onOlder } = terms;
    const won: Fact[] = [];
    let last: Merged = { epoch: '', version: 0, won };
    for (const event of events) {
      last = await this.merge(call, [event], model, group, onOlder);
      won.push(...last.won);
    }
    return { ...last, won };
  }

  private async runMerge(call: string, chunk: Chunk, acks: Chunk, terms: MergeTerms) {
    const { model, guard, group, onOlder } = terms;
    const header = {
      call,
      group: acks.length > 0 ? group : '',
      newEpoch: this.mintEpoch(),
      model: model.model,
      refusesOlder: onOlder === 'refuse',
      guardEpoch: guard.epoch,
      guardVersion: guard.version,
      ...this.limits,
      full: model.full,
      events: chunk.map((event) => ({
        ...placeOf(event),
        receipt: event.receipt,
        record: event.record,
        facts: event.facts.length,
        row: event.rowFacts.length,
      })),
      acks: acks.map(placeOf),
    };
    const facts = chunk.flatMap((event) => event.facts);
    const rowFacts = chunk.flatMap((event) => event.rowFacts);
    const args = [
      ...facts.flatMap(([key, rank, value]) => [
        key,
        rank,
        value,
        model.counterOf(key),
        model.isCapped(key) ? '1' : '',
      ]),
      ...rowFacts.flat(),
    ];
    const keys = mergeKeys(this.partitionOf(call), call);
    return ScriptAnswer.parse(await this.redis.mergeCall(...keys, JSON.stringify(header), ...args));
  }

  private async now(): Promise<string> {
    return String(Math.floor(await readRedisTime(this.redis)));
  }

  /** What Redis held may not be what it holds after a restart or a failover: then nothing is known any more. */
  private linkTo(partition: Partition): string {
    const link = this.links.of(partition);
    if ((this.learntOver.get(partition) ?? link) !== link) {
      this.known.clear();
      this.learntOver.clear();
    }
    this.learntOver.set(partition, link);
    return link;
  }

  partitionOf(call: string): Partition {
    return partitionOf(call, this.partitions);
  }
}

function placeOf({ position, receivedAt, late }: EventFacts) {
  return { position, at: receivedAt, late };
}

function mergeKeys(partition: Partition, call: string): string[] {
  const { events, changes, calls, activity, deleted, unpacked, touched, toForget } = partitionKeys(partition);
  const { call: facts, records, row } = callKeys(partition, call);
  const own = [facts, records, row];
  return [events, changes, ...own, calls, activity, deleted, unpacked, touched, toForget];
}

function scoreOf(score: string | null | undefined): number | null {
  return score === null || score === undefined ? null : Number(score);
}

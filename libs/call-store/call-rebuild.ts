import { z } from 'zod';
import type { Fact } from '#contracts';
import { partitionOf, type Partition, type RedisClient } from '#service';
import { callKeys, partitionKeys } from './call-keys.js';
import { CALL_LIMITS } from './call-limits.js';
import { decodeRecord, type StoredRecord } from './event-records.js';
import type { FoldedCall } from './folded-call.js';
import { decodeCall, decodeRow } from './stored-call.js';
import { stageScript, swapScript, sweepScript } from './swap.lua.js';

/** A call as it stood before its events were read. */
export interface CallToRebuild {
  readonly call: string;
  readonly epoch: string;
  readonly version: number;
  /** Of the code that merged it last. */
  readonly model: number;
  readonly facts: readonly Fact[];
  readonly row: readonly Fact[];
  /** In the order the events were received. */
  readonly records: readonly StoredRecord[];
  /** Some may be unreadable. */
  readonly recordCount: number;
}

/**
 * `same`: it says what it said, and only the model was noted; `moved`: something was merged meanwhile, or it was deleted;
 * `busy`: somebody else is rebuilding it right now; `newer`: newer code merged it.
 */
export type Swapped = 'swapped' | 'same' | 'moved' | 'busy' | 'newer';

/** A step takes as much as a step of a merge does. */
const STEP_FACTS = 500;
const STEP_BYTES = 1_000_000;
/** Between two steps of one rebuild lie milliseconds. */
const SILENT_MS = 10_000;
const PAGE = 500;

const Staged = z.enum(['ok', 'busy', 'moved']);
const Answer = z.enum(['ok', 'moved', 'newer']);

/** Puts rebuilt calls in the place of those they were folded from. Several may be at it at once. */
export class CallRebuild {
  constructor(
    private readonly redis: RedisClient,
    private readonly partitions: readonly Partition[],
    /** Names one life of a call, or one attempt to rebuild it; never the same twice. */
    private readonly mint: () => string,
    private readonly limits = CALL_LIMITS,
  ) {}

  /** `undefined`: there is no such call. */
  async read(call: string): Promise<CallToRebuild | undefined> {
    const keys = callKeys(this.partitionOf(call), call);
    const [hash, row, entries] = await Promise.all(
      [keys.call, keys.row, keys.records].map((key) => this.redis.hgetall(key)),
    );
    const stored = decodeCall(hash ?? {});
    if (stored === undefined) return undefined;
    const records = Object.entries(entries ?? {});
    return {
      call,
      epoch: stored.epoch,
      version: stored.version,
      model: Number(hash?.['model'] ?? 0),
      facts: stored.facts.map(({ fact }) => fact),
      row: decodeRow(row ?? {})?.facts ?? [],
      records: records
        .flatMap(([receipt, entry]) => decodeRecord(receipt, entry) ?? [])
        .toSorted((a, b) => (a.record.receipt < b.record.receipt ? -1 : 1)),
      recordCount: records.length,
    };
  }

  /** Of the code that merged the call last; `undefined`: there is no such call. */
  async modelOf(call: string): Promise<number | undefined> {
    const model = await this.redis.hget(callKeys(this.partitionOf(call), call).call, 'model');
    return model === null ? undefined : Number(model);
  }

  /** Readers see the call as it was until one step makes it the folded one. */
  async swap(base: CallToRebuild, folded: FoldedCall): Promise<Swapped> {
    if (folded.equals(base.facts, base.row)) {
      const noted = await this.runSwap(base, folded, '');
      return noted === 'ok' ? 'same' : noted;
    }
    const token = this.mint();
    const staged = await this.stage(base, folded, token);
    if (staged !== 'ok') return staged;
    const swapped = await this.runSwap(base, folded, token);
    return swapped === 'ok' ? 'swapped' : swapped;
  }

  /** Every call there is, page by page; one that comes or goes meanwhile may be among them, and one twice. */
  async *calls(): AsyncGenerator<string> {
    for (const partition of this.partitions) {
      let cursor = '0';
      do {
        const [next, page] = await this.redis.zscan(partitionKeys(partition).calls, cursor, 'COUNT', PAGE);
        for (let i = 0; i < page.length; i += 2) yield page[i] ?? '';
        cursor = next;
      } while (cursor !== '0');
    }
  }

  async count(): Promise<number> {
    const counts = this.partitions.map((partition) => this.redis.zcard(partitionKeys(partition).calls));
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  /** Throws away what rebuilds left behind that were killed. Resolves with how many calls that was. */
  async sweep(): Promise<number> {
    const { lua, numberOfKeys } = sweepScript;
    let swept = 0;
    for (const partition of this.partitions) {
      const { rebuilding } = partitionKeys(partition);
      const { staged } = callKeys(partition, '');
      swept += Number(await this.redis.eval(lua, numberOfKeys, rebuilding, SILENT_MS, staged, PAGE));
    }
    return swept;
  }

  private async stage(base: CallToRebuild, folded: FoldedCall, token: string): Promise<Staged> {
    const { call, staged } = callKeys(this.partitionOf(base.call), base.call);
    const { rebuilding } = partitionKeys(this.partitionOf(base.call));
    const { lua, numberOfKeys } = stageScript;
    let isFirst = true;
    for (const step of stepsOf(folded.facts.values())) {
      const terms = [base.call, token, base.epoch, base.version, isFirst ? '1' : '', SILENT_MS];
      const fields = step.flatMap(([key, rank, value]) => [key, `1|${rank}|${value}`]);
      const reply = await this.redis.eval(lua, numberOfKeys, call, staged, rebuilding, ...terms, ...fields);
      const answer = Staged.parse(reply);
      if (answer !== 'ok') return answer;
      isFirst = false;
    }
    return 'ok';
  }

  private async runSwap(base: CallToRebuild, folded: FoldedCall, token: string) {
    const shared = partitionKeys(this.partitionOf(base.call));
    const own = callKeys(this.partitionOf(base.call), base.call);
    const header = {
      call: base.call,
      token,
      epoch: base.epoch,
      version: String(base.version),
      records: base.recordCount,
      newEpoch: this.mint(),
      model: folded.model.model,
      facts: folded.facts.size,
      bytes: folded.bytes,
      extra: folded.extra,
      maxChanges: this.limits.maxChanges,
      receipt: base.records.at(-1)?.record.receipt ?? '',
    };
    const { lua, numberOfKeys } = swapScript;
    const { changes, calls, activity, rebuilding, touched } = shared;
    const keys = [changes, own.call, own.records, own.row, calls, activity, own.staged, rebuilding, touched];
    const row = token === '' ? [] : folded.row.flat();
    return Answer.parse(await this.redis.eval(lua, numberOfKeys, ...keys, JSON.stringify(header), ...row));
  }

  private partitionOf(call: string): Partition {
    return partitionOf(call, this.partitions);
  }
}

type Staged = z.infer<typeof Staged>;

/** At least one, if without facts. */
function stepsOf(facts: Iterable<Fact>): Fact[][] {
  const steps: Fact[][] = [[]];
  let bytes = 0;
  for (const fact of facts) {
    const size = fact[0].length + fact[2].length;
    const step = steps.at(-1) ?? [];
    if (step.length > 0 && (step.length >= STEP_FACTS || bytes + size > STEP_BYTES)) {
      steps.push([fact]);
      bytes = size;
    } else {
      step.push(fact);
      bytes += size;
    }
  }
  return steps;
}

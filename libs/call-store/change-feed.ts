import { setTimeout as delay } from 'node:timers/promises';
import { BlockingReader, idlePauseMs, isCluster, Links, type Partition, type RedisClient } from '#service';
import { partitionKeys } from './call-keys.js';
import { decodeChange, type ChangeEntry } from './change.js';
import { isContinued, readRuns, type RedisRun, type SeenRun } from './redis-run.js';
import { compareStreamIds } from './stream-id.js';
import { START, streamStateOf, type StreamState } from './stream-state.js';
import { streamStateScript } from './stream-state.lua.js';

export interface ChangeListener {
  /** Entries of one partition, in order. */
  onChanges(partition: Partition, entries: readonly ChangeEntry[]): void;
  /** Changes may have been missed, or undone: everything read before must be read again. */
  onLost(reason: string): void;
  /** A read failed and will be tried again. */
  onError(error: unknown): void;
}

/** Of each partition at a time; a change may be 32 KB. */
const COUNT = 100;
const BACKOFF_MS = 250;

type Entry = [id: string, fields: string[]];
type Answer = [key: string, entries: Entry[]][] | null;

/** A partition's changes, and how far they were told. */
interface Tail {
  readonly partition: Partition;
  readonly key: string;
  position: string;
  /** Of the Redis that the position was read from, whichever serves the partition since. */
  runId: string;
  seen: SeenRun;
  /** Over which links it was seen to be of this run; others may lead to a Redis that has forgotten what we know. */
  checkedOver: string;
}

const NEVER_SEEN: SeenRun = {
  run: { name: '', replicationId: '', formerReplicationId: '' },
  masters: new Set(),
};

/** Tails the changes of all partitions, from the moment it was opened, without ever leaving one out unnoticed. */
export class ChangeFeed {
  private readonly reader: BlockingReader;
  private readonly links: Links;
  private readonly tails: readonly Tail[];
  private pauseMs = 0;
  private stopped = false;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly redis: RedisClient,
    private readonly partitions: readonly Partition[],
    private readonly listener: ChangeListener,
  ) {
    this.reader = new BlockingReader(redis);
    this.links = new Links(redis);
    this.tails = partitions.map((partition) => {
      const key = partitionKeys(partition).changes;
      return { partition, key, position: START, runId: '', seen: NEVER_SEEN, checkedOver: '' };
    });
  }

  /** Names the run of Redis the feed stands on in a partition; part of every epoch that leaves the gateway. */
  runIdOf(partition: Partition): string {
    return this.tails[partition.index]?.runId ?? '';
  }

  /** Notes where the changes stand. What is read of calls from now on misses nothing that the feed then tells. */
  async open(): Promise<void> {
    const runs = await readRuns(this.redis, this.partitions);
    for (const tail of this.tails) {
      const run = runs.get(tail.partition);
      if (run === undefined) throw new Error(`partition ${tail.partition.index} can not be reached`);
      tail.runId = run.name;
      this.note(tail, run, runs);
      tail.position = (await this.stateOf(tail)).lastId;
    }
  }

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.reader.close();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.step();
      } catch (error) {
        if (this.stopped) return;
        this.listener.onError(error);
        await delay(BACKOFF_MS);
      }
    }
  }

  private async step(): Promise<void> {
    const { answers, failure } = await this.readStreams();
    if (this.stopped) return;
    const suspects = this.tails.filter((tail) => tail.checkedOver !== this.linkOf(tail));
    if (suspects.length > 0) await this.checkContinuity(suspects);
    for (const [tail, entries] of answers) {
      // What came over a new connection is read again, once it is known to be of the same run.
      if (suspects.includes(tail)) continue;
      if (entries.length === COUNT && (await this.isTrimmed(tail)))
        return this.lose('fell behind the changes kept', [{ tail }]);
      try {
        this.deliver(tail, entries);
      } catch (error) {
        this.listener.onError(error);
        return this.lose('could not read a change', [{ tail }]);
      }
    }
    if (failure !== undefined) throw failure.reason;
    this.pauseMs = idlePauseMs(this.pauseMs, answers.size > 0 || suspects.length > 0);
    if (isCluster(this.redis) && this.pauseMs > 0) await delay(this.pauseMs);
  }

  private deliver(tail: Tail, entries: readonly Entry[]): void {
    const last = entries.at(-1)?.[0];
    if (last === undefined) return;
    this.listener.onChanges(
      tail.partition,
      entries.map(([, fields]) => decodeChange(fields)),
    );
    // Only now: what could not be told is read again, until it is told or given up as lost.
    tail.position = last;
  }

  private linkOf({ partition }: Tail): string {
    return `${this.reader.connects} ${this.links.of(partition)}`;
  }

  /** Those that can't be asked stay suspect. */
  private async checkContinuity(suspects: readonly Tail[]): Promise<void> {
    const links = new Map(suspects.map((tail) => [tail, this.linkOf(tail)]));
    const runs = await readRuns(
      this.redis,
      suspects.map(({ partition }) => partition),
    );
    const asked = suspects.flatMap((tail) => {
      const run = runs.get(tail.partition);
      return run === undefined ? [] : [{ tail, run }];
    });
    const replaced = asked.filter(({ tail, run }) => !isContinued(tail.seen, run));
    if (replaced.length > 0) {
      const reason = isCluster(this.redis) ? 'another Redis has taken over' : 'Redis was restarted';
      await this.lose(reason, replaced);
    }
    for (const { tail, run } of asked) {
      if (await this.isTrimmed(tail)) await this.lose('fell behind the changes kept', [{ tail }]);
      this.note(tail, run, runs);
      tail.checkedOver = links.get(tail) ?? '';
    }
  }

  private note(tail: Tail, run: RedisRun, runs: ReadonlyMap<Partition, RedisRun>): void {
    const masters = [...this.tails.map(({ seen }) => seen.run), ...runs.values()];
    tail.seen = { run, masters: new Set(masters.map(({ name }) => name)) };
  }

  private async lose(
    reason: string,
    lost: readonly { readonly tail: Tail; readonly run?: RedisRun }[],
  ): Promise<void> {
    const states = await Promise.all(lost.map(({ tail }) => this.stateOf(tail)));
    // In one go with telling it, lest what was read from one run be named as of another.
    for (const [place, { tail, run }] of lost.entries()) {
      tail.position = states[place]?.lastId ?? START;
      tail.runId = run?.name ?? tail.runId;
    }
    this.listener.onLost(reason);
  }

  /** Entries between our position and the first one kept may be gone; or the stream was rolled back behind us. */
  private async isTrimmed(tail: Tail): Promise<boolean> {
    const { position } = tail;
    const { firstId, lastId, hasLostSome } = await this.stateOf(tail);
    if (compareStreamIds(lastId, position) < 0) return true;
    if (position === START) return hasLostSome;
    return firstId !== undefined && compareStreamIds(firstId, position) > 0;
  }

  private async stateOf({ key }: Tail): Promise<StreamState> {
    const { lua, numberOfKeys } = streamStateScript;
    return streamStateOf(await this.redis.eval(lua, numberOfKeys, key));
  }

  /** What is new, by partition; on a cluster, beside a failure to read others. */
  private async readStreams() {
    const { tails } = this;
    const read = await this.reader.read(
      async (connection, blockMs): Promise<PromiseSettledResult<Answer>[]> => {
        if (blockMs === undefined) {
          return Promise.allSettled(
            tails.map(({ key, position }) => connection.xread('COUNT', COUNT, 'STREAMS', key, position)),
          );
        }
        const places = [...tails.map(({ key }) => key), ...tails.map(({ position }) => position)];
        const value = await connection.xread('COUNT', COUNT, 'BLOCK', blockMs, 'STREAMS', ...places);
        return [{ status: 'fulfilled', value }];
      },
    );
    const answers = new Map<Tail, Entry[]>();
    for (const one of read) {
      for (const [key, entries] of one.status === 'fulfilled' ? (one.value ?? []) : []) {
        const tail = tails.find((candidate) => candidate.key === key);
        if (tail !== undefined) answers.set(tail, entries.map(withFields));
      }
    }
    return { answers, failure: read.find((one) => one.status === 'rejected') };
  }
}

function withFields([id, fields]: [id: string, fields: string[] | null]): Entry {
  return [id, fields ?? []];
}

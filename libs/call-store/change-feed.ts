import { setTimeout as delay } from 'node:timers/promises';
import { BlockingReader, isCluster, type Partition, type RedisClient } from '#service';
import { partitionKeys } from './call-keys.js';
import { decodeChange, type ChangeEntry } from './change.js';
import { readRunId } from './run-id.js';
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
const POLL_MS = 20;
const BACKOFF_MS = 250;

/** Tails the changes of all partitions, from the moment it was opened, without ever leaving one out unnoticed. */
export class ChangeFeed {
  private readonly reader: BlockingReader;
  private readonly positions = new Map<string, string>();
  private currentRunId = '';
  private connects = -1;
  private stopped = false;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly redis: RedisClient,
    private readonly partitions: readonly Partition[],
    private readonly listener: ChangeListener,
  ) {
    this.reader = new BlockingReader(redis);
  }

  /** Names the run of Redis the feed stands on; part of every epoch that leaves the gateway. */
  get runId(): string {
    return this.currentRunId;
  }

  /** Notes where the changes stand. What is read of calls from now on misses nothing that the feed then tells. */
  async open(): Promise<void> {
    this.currentRunId = await readRunId(this.redis);
    for (const partition of this.partitions) {
      const { changes } = partitionKeys(partition);
      this.positions.set(changes, (await this.stateOf(changes)).lastId);
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
    const streams = await this.readStreams();
    if (this.stopped) return;
    // What came over a new connection may come from a Redis that has forgotten what we know.
    if (this.reader.connects !== this.connects) return this.checkContinuity();
    for (const [key, entries] of streams) {
      // However few are left: changes are kept by their bytes.
      if (entries.length > 0 && (await this.isTrimmed(key))) return this.lose('fell behind the changes kept');
      try {
        this.deliver(key, entries);
      } catch (error) {
        this.listener.onError(error);
        return this.lose('could not read a change');
      }
    }
    if (streams.length === 0 && isCluster(this.redis)) await delay(POLL_MS);
  }

  private deliver(key: string, entries: readonly [id: string, fields: string[]][]): void {
    const partition = this.partitions.find((candidate) => partitionKeys(candidate).changes === key);
    const last = entries.at(-1)?.[0];
    if (partition === undefined || last === undefined) return;
    this.listener.onChanges(
      partition,
      entries.map(([, fields]) => decodeChange(fields)),
    );
    // Only now: what could not be told is read again, until it is told or given up as lost.
    this.positions.set(key, last);
  }

  private async checkContinuity(): Promise<void> {
    const connects = this.reader.connects;
    const runId = await readRunId(this.redis);
    if (runId !== this.currentRunId) {
      await this.lose('Redis was restarted', runId);
    } else {
      for (const key of this.positions.keys()) {
        if (!(await this.isTrimmed(key))) continue;
        await this.lose('fell behind the changes kept');
        break;
      }
    }
    this.connects = connects;
  }

  private async lose(reason: string, runId = this.currentRunId): Promise<void> {
    const keys = [...this.positions.keys()];
    const states = await Promise.all(keys.map((key) => this.stateOf(key)));
    for (const [place, key] of keys.entries()) this.positions.set(key, states[place]?.lastId ?? START);
    // In one go with telling it, lest what was read from one run be named as of another.
    this.currentRunId = runId;
    this.listener.onLost(reason);
  }

  /** Entries between our position and the first one kept may be gone; or the stream was rolled back behind us. */
  private async isTrimmed(key: string): Promise<boolean> {
    const position = this.positions.get(key) ?? START;
    const { firstId, lastId, hasLostSome } = await this.stateOf(key);
    if (compareStreamIds(lastId, position) < 0) return true;
    if (position === START) return hasLostSome;
    return firstId !== undefined && compareStreamIds(firstId, position) > 0;
  }

  private async stateOf(key: string): Promise<StreamState> {
    const { lua, numberOfKeys } = streamStateScript;
    return streamStateOf(await this.redis.eval(lua, numberOfKeys, key));
  }

  private async readStreams(): Promise<[key: string, entries: [id: string, fields: string[]][]][]> {
    const keys = [...this.positions.keys()];
    const answers = await this.reader.read((connection, blockMs) => {
      if (blockMs === undefined) {
        return Promise.all(
          keys.map((key) =>
            connection.xread('COUNT', COUNT, 'STREAMS', key, this.positions.get(key) ?? START),
          ),
        );
      }
      const ids = [...this.positions.values()];
      return connection
        .xread('COUNT', COUNT, 'BLOCK', blockMs, 'STREAMS', ...keys, ...ids)
        .then((answer) => [answer]);
    });
    return answers.flatMap((answer) => answer ?? []).map(([key, entries]) => [key, entries.map(withFields)]);
  }
}

function withFields([id, fields]: [id: string, fields: string[] | null]): [id: string, fields: string[]] {
  return [id, fields ?? []];
}

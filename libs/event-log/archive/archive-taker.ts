import { setTimeout as delay } from 'node:timers/promises';
import type { Partition, RedisClient } from '#service';
import { backoffMs } from '../backoff-ms.js';
import { readEntry, UnreadableEntry } from '../entry.js';
import type { EntryTaker } from '../group-consumer.js';
import type { LogGroup } from '../log-group.js';
import type { OwnEntries, PendingEntry } from '../own-entries.js';
import type { RawEntry } from '../raw-batch.js';
import type { ArchiveFolder } from './archive-folder.js';
import { dayOf, lineOf, MAX_LINE_BODY_BYTES } from './archive-line.js';

export interface ArchiveTakerOptions {
  readonly redis: RedisClient;
  readonly group: LogGroup;
  readonly folder: ArchiveFolder;
  /** A failure of Redis that will be tried again. */
  readonly onError: (error: unknown, attempted: string) => void;
  /** The disk does not take it; it is tried again. */
  readonly onUnwritable: (error: unknown) => void;
  /** An entry that can't be archived. */
  readonly onLeftOut: (error: UnreadableEntry) => void;
  /** What was just written and acknowledged. */
  readonly onArchived: (written: { readonly events: number; readonly bytes: number }) => void;
  /** Aborted: a disk that fails is not waited for. */
  readonly stopping: AbortSignal;
}

interface Waiting {
  readonly partition: Partition;
  readonly position: string;
  readonly day: string;
  /** `undefined`: nothing is left to be written. */
  line: string | undefined;
}

/** What waits is written when it is so much, or has waited for so long: one sync and one gzip member for all of it. */
const COMMIT_BYTES = 1024 * 1024;
const COMMIT_AFTER_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Writes what it is given to an archive and acknowledges it then. While the disk fails it takes nothing more: the rest
 * waits in the log, and others claim what waits here.
 */
export class ArchiveTaker implements EntryTaker {
  /** By place: what is handed out again while it waits is written once. */
  private readonly waiting = new Map<string, Waiting>();
  private bytes = 0;
  private since = 0;

  constructor(
    private readonly options: ArchiveTakerOptions,
    private readonly own: OwnEntries,
    private readonly onFailed: () => void,
  ) {}

  async handleAll(entries: readonly RawEntry[]): Promise<void> {
    for (const entry of entries) {
      await this.add(entry);
      if (this.bytes >= COMMIT_BYTES) await this.commit();
    }
    if (this.waiting.size > 0 && performance.now() >= this.since + COMMIT_AFTER_MS) await this.commit();
  }

  /** Nothing here depends on what an entry says, so whoever died of it died of something else. */
  async handleHopeless(entry: PendingEntry): Promise<void> {
    try {
      await this.handleAll(await this.own.take(entry.partition, [entry]));
    } catch (error) {
      this.onFailed();
      this.options.onError(error, `taking entry ${entry.position} again`);
    }
  }

  async finish(): Promise<void> {
    if (this.waiting.size > 0) await this.commit();
    await this.options.folder.close();
  }

  private async add(entry: RawEntry): Promise<void> {
    const { partition, position } = entry;
    const place = `${partition.index}/${position}`;
    if (this.waiting.has(place)) return;
    if (this.waiting.size === 0) this.since = performance.now();
    const { day, line } = await this.read(entry);
    this.waiting.set(place, { partition, position, day, line });
    this.bytes += line?.length ?? 0;
  }

  /** Without a line it can't be archived: what can't be read becomes a dead letter, and has its say there. */
  private async read({
    position,
    fields,
  }: RawEntry): Promise<{ readonly day: string; readonly line: string | undefined }> {
    try {
      const event = await readEntry(position, fields);
      const isTooLarge = event.body.length > MAX_LINE_BODY_BYTES;
      if (isTooLarge) throw new UnreadableEntry(position, 'its body is too large for a line', '');
      return { day: dayOf(event.receivedAt), line: lineOf(event) };
    } catch (error) {
      if (!(error instanceof UnreadableEntry)) throw error;
      this.options.onLeftOut(error);
      return { day: '', line: undefined };
    }
  }

  /** Resolves when what waits is on disk and acknowledged, or at the end: then it stays pending. */
  private async commit(): Promise<void> {
    const { onUnwritable, onError, onArchived } = this.options;
    const all = [...this.waiting.values()];
    let bytes = 0;
    const write = async () => {
      bytes += await this.write(all);
    };
    if (
      (await this.insist(write, onUnwritable)) &&
      (await this.insist(
        () => this.acknowledge(all),
        (error) => onError(error, `acknowledging ${all.length} archived events`),
      ))
    )
      onArchived({ events: all.length, bytes });
    this.waiting.clear();
    this.bytes = 0;
  }

  /** Attempts it until it succeeds; `false`: it did not before the end. */
  private async insist(attempt: () => Promise<void>, tell: (error: unknown) => void): Promise<boolean> {
    const { stopping } = this.options;
    for (let failures = 1; ; failures++) {
      try {
        await attempt();
        return true;
      } catch (error) {
        tell(error);
        if (stopping.aborted) return false;
        await this.pause(backoffMs(failures, LONGEST_PAUSE_MS));
      }
    }
  }

  /** What was written is not written again when something else of it fails. */
  private async write(all: readonly Waiting[]): Promise<number> {
    let bytes = 0;
    for (const day of new Set(all.map((one) => one.day))) {
      const ofDay = all.filter((one) => one.day === day);
      const lines = ofDay.flatMap(({ line }) => line ?? []);
      if (lines.length > 0) bytes += await this.options.folder.write(day, lines);
      for (const one of ofDay) one.line = undefined;
    }
    return bytes;
  }

  private async acknowledge(all: readonly Waiting[]): Promise<void> {
    const { redis, group } = this.options;
    await Promise.all(
      [...new Set(all.map(({ partition }) => partition))].map((partition) => {
        const ids = all.filter((one) => one.partition === partition).map(({ position }) => position);
        return redis.xack(group.streamOf(partition), group.name, ...ids);
      }),
    );
  }

  private pause(ms: number): Promise<void> {
    // Rejects when it is aborted, which ends it as well.
    return delay(ms, undefined, { signal: this.options.stopping }).catch(() => undefined);
  }
}

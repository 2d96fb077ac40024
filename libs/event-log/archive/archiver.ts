import type { Partition } from '#service';
import { GroupConsumer } from '../group-consumer.js';
import { ARCHIVERS, ARCHIVERS_OF_UNASSIGNED, type LogGroup } from '../log-group.js';
import { ArchiveFolder } from './archive-folder.js';
import { ArchiveTaker, type ArchiveTakerOptions } from './archive-taker.js';

export interface ArchiverOptions extends Omit<ArchiveTakerOptions, 'group' | 'folder' | 'stopping'> {
  readonly partitions: readonly Partition[];
  readonly folder: string;
  /** Unique among processes that live at one time. */
  readonly consumer: string;
  /** Makes names that were never used before, for files. */
  readonly newName: () => string;
}

/**
 * Writes every event of the log to files: at least once, and acknowledged for its group only when it is on disk, so what
 * is not archived is neither trimmed nor packed. Several share the work as projectors do theirs. Events without a call
 * are archived too, but stay capped: when more of them come than are kept while no archiver runs, the oldest are missed.
 */
export class Archiver {
  private readonly stopping = new AbortController();
  private consumers: readonly GroupConsumer[] = [];

  constructor(private readonly options: ArchiverOptions) {}

  start(): void {
    const { partitions } = this.options;
    this.consumers = [
      this.startOne(ARCHIVERS, partitions),
      this.startOne(ARCHIVERS_OF_UNASSIGNED, partitions.slice(0, 1)),
    ];
  }

  /** Resolves when what was read is on disk and acknowledged, or released for others where that can't be. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
  }

  private startOne(group: LogGroup, partitions: readonly Partition[]): GroupConsumer {
    const { folder: path, newName, ...options } = this.options;
    const folder = new ArchiveFolder({ folder: path, instance: newName() });
    const consumer = new GroupConsumer({ ...options, group, partitions });
    // Asked for now, so that a folder that can't be written is told of before the first event comes.
    folder.prepare().catch(options.onUnwritable);
    const stopping = this.stopping.signal;
    consumer.start(
      (own, onFailed) => new ArchiveTaker({ ...options, group, folder, stopping }, own, onFailed),
    );
    return consumer;
  }
}

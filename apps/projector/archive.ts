import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Archiver } from '#event-log';
import type { Log, Partition, RedisClient } from '#service';

export interface ArchiveParts {
  readonly redis: RedisClient;
  readonly partitions: readonly Partition[];
  /** `undefined`: nothing is archived here. */
  readonly folder: string | undefined;
  readonly consumer: string;
  readonly newName: () => string;
  readonly log: Log;
}

/** Archives what the log holds, beside projecting and without ever holding it up. */
export class Archive implements BeforeApplicationShutdown {
  private readonly archiver: Archiver | undefined;
  private hasFailed = false;

  constructor(private readonly parts: ArchiveParts) {
    const { folder, log, ...options } = parts;
    if (folder === undefined) return;
    this.archiver = new Archiver({
      ...options,
      folder,
      onArchived: (written) => {
        this.hasFailed = false;
        log.log({ message: 'archived', ...written });
      },
      onUnwritable: (error) => {
        this.hasFailed = true;
        log.error(`events can't be written to ${folder}: they stay in Redis, and it is tried again`, error);
      },
      onLeftOut: ({ message }) => log.warn(`not archived: ${message}`),
      onError: (error, attempted) => log.warn(`${attempted} failed and will be tried again`, error),
    });
  }

  start(): void {
    this.archiver?.start();
    if (this.parts.folder !== undefined) this.parts.log.log(`archiving to ${this.parts.folder}`);
  }

  /** For health; nothing while nothing is archived. */
  get health(): { readonly archive?: 'ok' | 'failing' } {
    if (this.archiver === undefined) return {};
    return { archive: this.hasFailed ? 'failing' : 'ok' };
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.archiver?.stop();
  }
}

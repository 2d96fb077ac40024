import { join } from 'node:path';
import { ulid } from 'ulid';
import { DeadLetters, EventLog, Spool, SpoolUnusable, type LogRecord } from '#event-log';
import { partitionsOf, SettingsError, type Log, type RedisClient, type Settings } from '#service';
import { claimPatiently } from './claim-patiently.js';
import { Detour } from './detour.js';
import { Drain } from './drain.js';
import { EventStore } from './event-store.js';
import { within } from './within.js';

export interface StorageOptions {
  readonly settings: Pick<Settings, 'partitions' | 'dataDir' | 'spoolMaxBytes'>;
  readonly redis: RedisClient;
  readonly log: Log;
}

/** So that the start is as ever when Redis is there; without it webhooks are taken to the disk from then on. */
const WAIT_FOR_REDIS_MS = 1_000;

/** Where events are kept: Redis, and the disk while Redis is away. */
export class Storage {
  private constructor(
    readonly store: EventStore,
    private readonly spool: Spool,
    private readonly drain: Drain,
    /** Rejects with a SettingsError when Redis, once it is reached, holds data that are laid out otherwise. */
    readonly opened: Promise<void>,
  ) {}

  /**
   * Waits a moment for Redis, and no longer. Rejects with a SettingsError when the data there are laid out otherwise, or
   * when nothing can be kept in DATA_DIR.
   */
  static async open({ settings, redis, log }: StorageOptions): Promise<Storage> {
    const { partitions, spoolMaxBytes } = settings;
    const spool = await openSpool(settings);
    const detour = new Detour(log);
    const store = new EventStore({
      write: writerTo(redis, partitions),
      spool,
      maxSpoolBytes: spoolMaxBytes,
      onSpooled: (reason) => {
        detour.noteSpooled(reason);
        drain.wake();
      },
    });
    const drain = new Drain({ spool, store, log, onDrained: (events) => detour.noteDrained(events) });
    const open = async (): Promise<void> => {
      await claimPatiently(redis, partitions, log);
      store.openLog();
      drain.start();
    };
    const storage = new Storage(store, spool, drain, open());
    try {
      await within(WAIT_FOR_REDIS_MS, storage.opened, 'reaching Redis');
    } catch (error) {
      if (error instanceof SettingsError) {
        await storage.close();
        throw error;
      }
      log.warn(AWAY);
    }
    return storage;
  }

  /** Of events that wait on disk. */
  get waitingBytes(): number {
    return this.spool.bytes;
  }

  /** Resolves when nothing is under way any more; what still waits stays on disk. */
  async close(): Promise<void> {
    await this.drain.stop();
    await this.spool.close();
  }
}

async function openSpool({ dataDir, spoolMaxBytes }: StorageOptions['settings']): Promise<Spool> {
  try {
    return await Spool.open({ folder: join(dataDir, 'spool'), instance: ulid(), maxBytes: spoolMaxBytes });
  } catch (error) {
    if (error instanceof SpoolUnusable) throw new SettingsError(error.message);
    throw error;
  }
}

/** Nothing is written through it before Redis has agreed to this number of partitions. */
function writerTo(redis: RedisClient, partitionCount: number): (record: LogRecord) => Promise<void> {
  const partitions = partitionsOf(partitionCount);
  const events = new EventLog(redis, partitions);
  const letters = new DeadLetters(redis, partitions);
  return (record) => (record.kind === 'event' ? events.write(record.event) : letters.add(record.letter));
}

const AWAY =
  'Redis is not there at the start: events wait on disk until it is, their times of receipt told by the clock of this machine';

import { packRecord, SpoolFull, type LogRecord, type Spool } from '#event-log';
import { failsForItsOwnSake } from '#service';
import { afterFailure, CLOSED, ON_TRIAL, OPEN, type Circuit } from './circuit.js';
import { within } from './within.js';

/** Where an event stands when it is answered for. */
export type StoredIn = 'log' | 'spool';

export interface EventStoreParts {
  /** Resolves when Redis has confirmed the record; rejects when it did not, in the connection's own time. */
  readonly write: (record: LogRecord) => Promise<void>;
  readonly spool: Pick<Spool, 'append' | 'bytes'>;
  readonly maxSpoolBytes: number;
  /** Something waits in the spool now; with what kept it from Redis. */
  readonly onSpooled: (reason: unknown) => void;
}

/**
 * An append takes a millisecond or two. Far less than this and a busy Redis would send events round by the disk; with
 * more, requests would pile up behind a Redis that does not answer, and the sender waits for 20 s at most.
 */
export const APPEND_DEADLINE_MS = 150;

/** Stores what came in: in Redis where it confirms in time, else on disk, from where it reaches Redis later. */
export class EventStore {
  private circuit: Circuit = OPEN;
  private isLogOurs = false;
  private redisFault: unknown = new Error('Redis has not been reached yet');
  private spoolFault: unknown;

  constructor(private readonly parts: EventStoreParts) {}

  /** Redis was reached and its data are laid out as ours: from now on it may be written to. */
  openLog(): void {
    this.isLogOurs = true;
    this.circuit = CLOSED;
  }

  /**
   * Resolves when the record is stored for certain; rejects with SpoolFull or the disk's error when neither took it.
   * What Redis was asked to take and did not confirm in time may stand in both: it has one receipt id and counts once.
   */
  async store(record: LogRecord): Promise<StoredIn> {
    const asked = this.circuit.is === 'closed' ? this.ask(record) : undefined;
    if (asked !== undefined && (await this.isConfirmed(asked))) return 'log';
    try {
      await this.parts.spool.append(packRecord(record));
    } catch (fault) {
      this.spoolFault = fault;
      // Redis is the last chance now, in all the time that it takes.
      return await (asked ?? this.ask(record)).then(
        () => 'log',
        () => Promise.reject(fault),
      );
    }
    this.spoolFault = undefined;
    this.parts.onSpooled(this.redisFault);
    return 'spool';
  }

  /** Writes what waited; nobody waits for an answer, so it may take its time. One in time closes the circuit. */
  readonly passOn = (record: LogRecord): Promise<void> => this.ask(record);

  /** For when nothing that waits can show whether Redis is back: the next event asks it. */
  letOneTry(): void {
    if (this.circuit.is === 'open' && this.isLogOurs) this.circuit = ON_TRIAL;
  }

  /** Something was taken out of the spool. */
  noteRoom(): void {
    if (this.spoolFault instanceof SpoolFull) this.spoolFault = undefined;
  }

  get takesToLog(): boolean {
    return this.circuit.is === 'closed';
  }

  /** So far as the last append and the size tell. */
  get takesToSpool(): boolean {
    return this.spoolFault === undefined && this.parts.spool.bytes < this.parts.maxSpoolBytes;
  }

  private async ask(record: LogRecord): Promise<void> {
    if (!this.isLogOurs) throw new Error('Redis has not been reached yet');
    const askedAt = performance.now();
    await this.parts.write(record);
    if (performance.now() - askedAt <= APPEND_DEADLINE_MS) this.circuit = CLOSED;
  }

  private async isConfirmed(asked: Promise<void>): Promise<boolean> {
    const askedAt = performance.now();
    try {
      await within(APPEND_DEADLINE_MS, asked, 'the append to Redis');
      return true;
    } catch (error) {
      this.redisFault = error;
      if (!failsForItsOwnSake(error)) this.circuit = afterFailure(this.circuit, askedAt, performance.now());
      return false;
    }
  }
}

import { backoffMs, type Spool } from '#event-log';
import type { Log } from '#service';
import type { EventStore } from './event-store.js';
import { SegmentDrain, type Round } from './segment-drain.js';

export interface DrainParts {
  readonly spool: Pick<Spool, 'adopt' | 'takeOldest'>;
  readonly store: Pick<EventStore, 'passOn' | 'letOneTry' | 'noteRoom'>;
  readonly log: Log;
  /** Nothing waits any more; told when something did. */
  readonly onDrained: (events: number) => void;
}

/** For what an ingest beside us left when it died. */
const ADOPT_EVERY_MS = 10_000;
/** So that a Redis that is back is found soon. */
const LONGEST_PAUSE_MS = 1_000;
/** Nothing but time, or somebody who mends it, helps a record that fails for its own sake. */
const HELD_PAUSE_MS = 30_000;

const DISK_FAILED =
  'events that wait on disk can not be reached, which is tried again: see to the disk of DATA_DIR';

/**
 * Takes to Redis what waits on disk, the oldest first, for as long as it takes: what this process spooled, and what others
 * left. Its first append is how it is found out that Redis takes events again.
 */
export class Drain {
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private current: SegmentDrain | undefined;
  /** Segments that could not be passed on whole, through no fault of Redis. */
  private readonly held = new Map<string, SegmentDrain>();
  private heldUntil = 0;
  private adoptAt = 0;
  private failures = 0;
  private passedOn = 0;
  private isWoken = false;
  private endPause = (): void => {};

  constructor(private readonly parts: DrainParts) {}

  start(): void {
    this.loop ??= this.run();
  }

  /** Something waits. It ends a rest, but no back-off. */
  wake(): void {
    this.isWoken = true;
    if (this.failures === 0) this.endPause();
  }

  /** Resolves when what is under way is done; what still waits stays on disk. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.endPause();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      let isIdle = false;
      this.isWoken = false;
      try {
        await this.adopt();
        isIdle = !(await this.step());
      } catch (error) {
        this.failures++;
        this.parts.store.letOneTry();
        if (this.failures === 1) this.parts.log.error(DISK_FAILED, error);
      }
      if (this.failures > 0) await this.pause(backoffMs(this.failures, LONGEST_PAUSE_MS));
      else if (isIdle && !this.isWoken) await this.pause(this.untilNextMs());
    }
  }

  private async adopt(): Promise<void> {
    if (performance.now() < this.adoptAt) return;
    this.adoptAt = performance.now() + ADOPT_EVERY_MS;
    const segments = await this.parts.spool.adopt();
    if (segments > 0) this.parts.log.log(`took over ${segments} files of events that wait for Redis`);
  }

  /** One round through the oldest segment; false: there is none. */
  private async step(): Promise<boolean> {
    this.current ??= await this.next();
    const segment = this.current;
    if (segment === undefined) {
      this.failures = 0;
      this.tellWhenDrained();
      return false;
    }
    const before = segment.passedOn;
    try {
      this.settle(segment, await segment.run(this.parts.store.passOn, this.stopping.signal));
    } catch (error) {
      this.hold(segment, 'can not be read or removed', error);
    } finally {
      this.passedOn += segment.passedOn - before;
    }
    return true;
  }

  private async next(): Promise<SegmentDrain | undefined> {
    if (this.held.size > 0 && performance.now() >= this.heldUntil) {
      const [first] = this.held.values();
      if (first !== undefined) this.held.delete(first.name);
      return first;
    }
    const segment = await this.parts.spool.takeOldest(new Set(this.held.keys()));
    return segment === undefined ? undefined : new SegmentDrain(segment);
  }

  private settle(segment: SegmentDrain, round: Round): void {
    switch (round.is) {
      case 'removed':
        this.failures = 0;
        this.current = undefined;
        this.parts.store.noteRoom();
        this.tellOfDamage(segment);
        return;
      case 'stopped':
        return;
      case 'redis away':
        this.failures++;
        return;
      case 'held':
        this.hold(segment, `holds ${round.records} records that Redis does not take`, round.fault);
    }
  }

  /** Puts a segment aside, so that others can be passed on, and it later. */
  private hold(segment: SegmentDrain, why: string, fault: unknown): void {
    const again = `it is tried again in ${HELD_PAUSE_MS / 1000} s`;
    this.parts.log.error(`${segment.name}, where events wait for Redis, ${why}; ${again}`, fault);
    this.current = undefined;
    this.failures = 0;
    this.held.set(segment.name, segment);
    this.heldUntil = performance.now() + HELD_PAUSE_MS;
    this.parts.store.letOneTry();
  }

  private tellOfDamage({ name, damage }: SegmentDrain): void {
    if (damage === undefined) return;
    const { bytes, places, keptAs } = damage;
    this.parts.log.error(
      `${name} was damaged on disk: what stood in ${bytes} bytes at ${places} places is lost. What there is lies in ${keptAs}`,
    );
  }

  private tellWhenDrained(): void {
    if (this.held.size > 0) return;
    if (this.passedOn > 0) this.parts.onDrained(this.passedOn);
    this.passedOn = 0;
  }

  private untilNextMs(): number {
    const at = this.held.size > 0 ? Math.min(this.adoptAt, this.heldUntil) : this.adoptAt;
    return Math.max(0, at - performance.now());
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.stopping.signal.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

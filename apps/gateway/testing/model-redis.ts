import type { Change, StoredCall } from '#call-store';
import { aFact } from './a-change.js';

type Entry = Change | 'removed';

interface State {
  readonly stored: StoredCall | undefined;
  readonly lives: number;
}

/**
 * One call as Redis holds it, its changes as the feed has yet to tell them, and readings that take their time: each
 * gives what was there at some moment between its question and its answer.
 */
export class ModelRedis {
  /** Changes with every run of Redis. */
  run = 0;
  private state: State = { stored: undefined, lives: 0 };
  private untold: Entry[] = [];
  private saved: State = this.state;
  private readings: { answer: (stored: StoredCall | undefined) => void; seen: State | undefined }[] = [];
  private writes = 0;

  constructor(private readonly call: string) {}

  get stored(): StoredCall | undefined {
    return this.state.stored;
  }

  get isQuiet(): boolean {
    return this.untold.length === 0 && this.readings.length === 0;
  }

  readonly read = (): Promise<StoredCall | undefined> =>
    new Promise((answer) => this.readings.push({ answer, seen: undefined }));

  /** @param carriesFacts a large change goes without */
  change(key: string, carriesFacts: boolean): void {
    const { stored, lives } = this.state;
    const from = stored?.version ?? 0;
    const version = from + 1;
    const epoch = stored?.epoch ?? `life ${lives + 1}`;
    const fact = aFact(key, String(++this.writes).padStart(9, '0'), this.writes);
    const others = (stored?.facts ?? []).filter(({ fact: [known] }) => known !== key);
    const facts = [...others, { version, fact }];
    this.state = { stored: { epoch, version, facts }, lives: stored === undefined ? lives + 1 : lives };
    const change = {
      kind: 'changed',
      call: this.call,
      epoch,
      from,
      version,
      row: [],
      firstSeen: 1,
      lastSeen: 1,
    };
    this.untold.push({ ...change, kind: 'changed', facts: carriesFacts ? [fact] : undefined });
  }

  remove(): void {
    this.state = { ...this.state, stored: undefined };
    this.untold.push('removed');
  }

  save(): void {
    this.saved = this.state;
  }

  /** Redis comes back with what it had saved; what the feed had yet to tell is lost. */
  restart(): void {
    this.state = { ...this.saved, lives: this.state.lives };
    this.untold = [];
    this.run++;
  }

  /** The oldest reading sees what is there now. */
  see(): void {
    const reading = this.readings.find(({ seen }) => seen === undefined);
    if (reading !== undefined) reading.seen = this.state;
  }

  /** The oldest reading is answered with what it saw. */
  answer(): void {
    const reading = this.readings.shift();
    reading?.answer((reading.seen ?? this.state).stored);
  }

  /** What the feed tells next. */
  next(): Entry | undefined {
    return this.untold.shift();
  }
}

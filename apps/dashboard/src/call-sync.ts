import type { CallChanged, CallSnapshot, WatchCall } from '#contracts';
import { mergeFacts, type Facts } from '#projection';

/** What came of a message: `watch` means that the page must ask again, `held` that it waits for an answer. */
export type Step = 'applied' | 'ignored' | 'held' | 'watch';

/** A watch to send. Its answer is handed back with the ticket, so that a late one is known as such. */
export interface Ask {
  readonly ticket: number;
  readonly request: WatchCall;
}

/**
 * One call as the page knows it. After any interleaving of answers, changes, removals and lost connections
 * its facts equal the gateway's once nothing is under way.
 */
export class CallSync {
  facts: Facts = new Map();
  state: 'unknown' | 'absent' | 'known' | 'removed' = 'unknown';
  firstSeen: number | null = null;
  lastSeen: number | null = null;
  version = 0;
  private epoch: string | undefined;
  private tickets = 0;
  private awaited = 0;
  private held: CallChanged[] = [];
  private removedMeanwhile = false;

  constructor(readonly call: string) {}

  /** Nothing is asked for that has not been answered. */
  get isSettled(): boolean {
    return this.awaited === 0 && this.state !== 'unknown';
  }

  ask(): Ask {
    this.awaited = ++this.tickets;
    const { call, epoch, version, awaited: ticket } = this;
    if (epoch === undefined || version === 0) return { ticket, request: { call } };
    return { ticket, request: { call, epoch, since: version } };
  }

  answer(ticket: number, snapshot: CallSnapshot): Step {
    if (ticket !== this.awaited) return 'ignored';
    this.awaited = 0;
    const held = this.takeHeld();
    if (held === 'removed' || (!snapshot.full && snapshot.epoch !== this.epoch)) {
      this.epoch = undefined;
      return 'watch';
    }
    if (snapshot.full) this.facts = new Map();
    mergeFacts(this.facts, snapshot.facts);
    this.epoch = snapshot.epoch;
    this.version = snapshot.version;
    this.firstSeen = snapshot.firstSeen;
    this.lastSeen = snapshot.lastSeen;
    this.state = snapshot.version === 0 ? 'absent' : 'known';
    return held.some((change) => this.change(change) === 'watch') ? 'watch' : 'applied';
  }

  change(change: CallChanged): Step {
    if (this.awaited !== 0) {
      this.held.push(change);
      return 'held';
    }
    if (change.epoch !== this.epoch || change.from > this.version) return 'watch';
    if (change.version <= this.version) return 'ignored';
    mergeFacts(this.facts, change.facts);
    this.version = change.version;
    this.state = 'known';
    return 'applied';
  }

  /** The call was deleted. While an answer is under way nobody can say which of the two is newer: ask again after it. */
  remove(): Step {
    this.forget('removed');
    if (this.awaited === 0) return 'applied';
    this.removedMeanwhile = true;
    return 'held';
  }

  /** The connection went: what was asked is never answered. */
  lose(): void {
    this.awaited = 0;
    this.takeHeld();
  }

  /** Watched no more. The facts are kept, so that coming back costs a delta, and not shown before it has come. */
  rest(): void {
    this.lose();
    this.state = 'unknown';
  }

  private forget(state: 'removed'): void {
    this.facts = new Map();
    this.version = 0;
    this.epoch = undefined;
    this.state = state;
  }

  private takeHeld(): readonly CallChanged[] | 'removed' {
    const taken = this.removedMeanwhile ? 'removed' : this.held;
    this.held = [];
    this.removedMeanwhile = false;
    return taken;
  }
}

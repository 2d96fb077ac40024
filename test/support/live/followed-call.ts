import type { CallChanged, CallSnapshot, Fact, WatchCall } from '#contracts';
import { callView, mergeFacts, type CallView, type Facts } from '#projection';

type Next = 'watch' | 'nothing';

/** A call as a client of the live protocol holds it. */
export class FollowedCall {
  version = 0;
  removals = 0;
  private epoch: string | undefined;
  private held: Facts = new Map();
  private ticket = 0;
  private awaited = 0;
  /** What came while an answer is awaited is judged after it. */
  private early: (CallChanged | 'removed')[] = [];
  private wasAnswered = false;

  constructor(readonly call: string) {}

  get isSettled(): boolean {
    return this.wasAnswered && this.awaited === 0;
  }

  /** By key, to be compared with other facts of the call. */
  get facts(): Readonly<Record<string, Fact>> {
    return factsByKey(this.held.values());
  }

  get view(): CallView {
    return callView(this.held);
  }

  isAwaiting(ticket: number): boolean {
    return ticket === this.awaited;
  }

  ask(): { readonly ticket: number; readonly request: WatchCall } {
    this.awaited = ++this.ticket;
    const { call, epoch, version } = this;
    return {
      ticket: this.awaited,
      request: epoch === undefined ? { call } : { call, epoch, since: version },
    };
  }

  answer(ticket: number, { epoch, version, full, facts }: CallSnapshot): Next {
    if (!this.isAwaiting(ticket)) return 'nothing';
    this.awaited = 0;
    this.wasAnswered = true;
    if (full) this.held = new Map();
    mergeFacts(this.held, facts);
    this.epoch = epoch;
    this.version = version;
    const early = this.early;
    this.early = [];
    // Which of an answer and a removal is newer nobody can say here.
    if (early.includes('removed')) return 'watch';
    return early.some((change) => change !== 'removed' && this.change(change) === 'watch')
      ? 'watch'
      : 'nothing';
  }

  change(change: CallChanged): Next {
    if (this.awaited !== 0) {
      this.early.push(change);
      return 'nothing';
    }
    if (change.epoch !== this.epoch) return 'watch';
    if (change.version <= this.version) return 'nothing';
    if (change.from > this.version) return 'watch';
    mergeFacts(this.held, change.facts);
    this.version = change.version;
    return 'nothing';
  }

  remove(): Next {
    this.removals++;
    this.held = new Map();
    this.version = 0;
    this.epoch = undefined;
    if (this.awaited !== 0) this.early.push('removed');
    return 'nothing';
  }

  /** The connection went: what was asked is never answered. */
  lose(): void {
    this.awaited = 0;
    this.early = [];
    this.wasAnswered = false;
  }
}

export function factsByKey(facts: Iterable<Fact>): Readonly<Record<string, Fact>> {
  return Object.fromEntries([...facts].map((fact) => [fact[0], fact]));
}

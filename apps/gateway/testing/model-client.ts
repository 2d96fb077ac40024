import { FollowedCall } from '../../../test/support/live/followed-call.js';
import { CallWatches, type CallWatchesContext } from '../call-watches.js';

/** A client of one call that follows the protocol, at the other end of a wire that can stop carrying. */
export class ModelClient {
  readonly followed: FollowedCall;
  private readonly watches: CallWatches;
  private readonly answers: (() => void)[] = [];
  private isWritable = true;
  private mustHearReset = false;

  constructor(call: string, context: CallWatchesContext) {
    this.followed = new FollowedCall(call);
    this.watches = new CallWatches(context, () => this.flush());
    this.ask();
  }

  ask(): void {
    const { ticket, request } = this.followed.ask();
    const again = () => {
      if (this.followed.isAwaiting(ticket)) this.ask();
    };
    this.watches.watch(request).then((make) => {
      this.answers.push(() => {
        const answer = make();
        if ('error' in answer) again();
        else if (this.followed.answer(ticket, answer) === 'watch') this.ask();
      });
      return this.flush();
    }, again);
  }

  /** Its connection goes, and it comes back by another one with what it holds. */
  reconnect(): void {
    this.watches.clear();
    this.answers.length = 0;
    this.mustHearReset = false;
    this.followed.lose();
    this.ask();
  }

  setWritable(isWritable: boolean): void {
    this.isWritable = isWritable;
    this.flush();
  }

  /** The gateway lost its place. */
  reset(): void {
    this.watches.clear();
    this.mustHearReset = true;
    this.flush();
  }

  private flush(): void {
    while (this.isWritable && this.tellNext());
  }

  private tellNext(): boolean {
    const answer = this.answers.shift();
    if (answer !== undefined) {
      answer();
      return true;
    }
    if (this.mustHearReset) {
      this.mustHearReset = false;
      this.ask();
      return true;
    }
    return this.watches.tellNext({
      emit: (...[name, frame]) => {
        const next =
          name === 'call:changed' && 'facts' in frame ? this.followed.change(frame) : this.followed.remove();
        if (next === 'watch') this.ask();
      },
    });
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Change, StoredCall } from '#call-store';
import { WatchedCall } from './watched-call.js';

/** Somebody who watches a call. */
export interface Watcher {
  /** The call moved on, or is another one by now: the watcher sends what its client lacks, when it can. */
  moved(watched: WatchedCall): void;
  removed(call: string): void;
}

const RETRY_MS = 500;

/** A call that is being watched, and by whom. What comes while it is being read is held back until it is read. */
export class CallRoom {
  readonly watched: WatchedCall;
  readonly watchers = new Set<Watcher>();
  /** Resolves when the call has been read for the first time; rejects when that failed. */
  readonly opened: Promise<void>;
  /** Changes that came since the reading began that is under way. */
  private held: Change[] | undefined;
  private isClosed = false;

  constructor(
    call: string,
    private readonly read: (call: string) => Promise<StoredCall | undefined>,
  ) {
    this.watched = new WatchedCall(call);
    this.opened = this.readCall();
  }

  changed(change: Change): void {
    if (this.held !== undefined) {
      this.held.push(change);
      return;
    }
    switch (this.watched.apply(change)) {
      case 'known':
        return;
      case 'applied':
        return this.tell();
      case 'gap':
        void this.readAgain();
    }
  }

  removed(): void {
    // What is being read may be from before the removal: it is thrown away and read anew.
    if (this.held !== undefined) this.held = [];
    this.watched.load(undefined);
    for (const watcher of this.watchers) watcher.removed(this.watched.call);
  }

  close(): void {
    this.isClosed = true;
  }

  private async readCall(): Promise<void> {
    for (;;) {
      const held: Change[] = [];
      this.held = held;
      const stored = await this.read(this.watched.call);
      if (this.held !== held) continue;
      this.held = undefined;
      this.watched.load(stored);
      for (const change of held) this.changed(change);
      return;
    }
  }

  /** Its watchers hold an older version, and no later change need come to say so: it is tried until it succeeds. */
  private async readAgain(): Promise<void> {
    while (!this.isClosed) {
      try {
        await this.readCall();
        return this.tell();
      } catch {
        await delay(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  private tell(): void {
    for (const watcher of this.watchers) watcher.moved(this.watched);
  }
}

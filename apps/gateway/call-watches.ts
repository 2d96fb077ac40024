import type { CallSnapshot, Refused, ServerEvents, WatchCall } from '#contracts';
import type { Watcher } from './call-room.js';
import type { CallRooms } from './call-rooms.js';
import type { WatchedCall } from './watched-call.js';

/** What the client of a call holds, as far as we sent it. */
interface Sent {
  epoch: string;
  version: number;
}

export interface CallWatchesContext {
  readonly rooms: CallRooms;
  /** The epoch as it leaves the gateway: the call's own and the run of Redis it was read from. */
  readonly wireEpoch: (call: string, epoch: string) => string;
  readonly seen: (call: string) => Promise<{ firstSeen: number | null; lastSeen: number | null }>;
}

/** Where frames go; a Socket.IO socket. */
export interface CallFrames {
  emit(name: 'call:changed', change: Parameters<ServerEvents['call:changed']>[0]): unknown;
  emit(name: 'call:removed', removed: Parameters<ServerEvents['call:removed']>[0]): unknown;
}

const MAX_WATCHED = 100;

/**
 * The calls one client watches. Nothing is queued: what happens is remembered as "has moved" and "was removed", and told
 * when the client can be written to, a call that moved often in one merged delta.
 */
export class CallWatches implements Watcher {
  private readonly watching = new Set<string>();
  /** Calls the client was answered about; before that, what changes is part of the answer. */
  private readonly sent = new Map<string, Sent>();
  private readonly behind = new Map<string, WatchedCall>();
  private readonly gone = new Set<string>();

  /** @param wake called when there is something to tell */
  constructor(
    private readonly context: CallWatchesContext,
    private readonly wake: () => void,
  ) {}

  /** Resolves with the answer, which is made when it can be sent; what changes from then on is told. */
  async watch({ call, epoch, since }: WatchCall): Promise<() => CallSnapshot | Refused> {
    if (!this.watching.has(call) && this.watching.size >= MAX_WATCHED) {
      return () => ({ error: `This page watches ${MAX_WATCHED} calls already; unwatch one first.` });
    }
    this.forget(call);
    this.watching.add(call);
    try {
      const { rooms, seen: seenOf } = this.context;
      const [watched, seen] = await Promise.all([rooms.join(call, this), seenOf(call)]);
      return () => this.snapshotOf(watched, { epoch, since }, seen);
    } catch (error) {
      // Unless it was asked for twice and the other request was answered.
      if (!this.sent.has(call)) this.unwatch(call);
      throw error;
    }
  }

  unwatch(call: string): void {
    this.watching.delete(call);
    this.forget(call);
    this.context.rooms.leave(call, this);
  }

  /** Watches nothing any more. */
  clear(): void {
    for (const call of this.watching) this.unwatch(call);
  }

  moved(watched: WatchedCall): void {
    if (!this.sent.has(watched.call)) return;
    this.behind.set(watched.call, watched);
    this.wake();
  }

  removed(call: string): void {
    const sent = this.sent.get(call);
    if (sent === undefined) return;
    sent.epoch = this.context.wireEpoch(call, '');
    sent.version = 0;
    this.behind.delete(call);
    this.gone.add(call);
    this.wake();
  }

  /** Tells one thing that was not told yet; `false`: there is none. */
  tellNext(frames: CallFrames): boolean {
    for (const call of this.gone) {
      this.gone.delete(call);
      frames.emit('call:removed', { call });
      return true;
    }
    for (const [call, watched] of this.behind) {
      this.behind.delete(call);
      if (this.tellChange(watched, frames)) return true;
    }
    return false;
  }

  private tellChange(watched: WatchedCall, frames: CallFrames): boolean {
    const { call, version } = watched;
    const sent = this.sent.get(call);
    if (sent === undefined) return false;
    const epoch = this.context.wireEpoch(call, watched.epoch);
    const isSame = epoch === sent.epoch;
    if (isSame && version <= sent.version) return false;
    const from = isSame ? sent.version : 0;
    // Another epoch makes the client watch again, with what it holds.
    frames.emit('call:changed', { call, epoch, from, version, facts: isSame ? watched.since(from) : [] });
    this.sent.set(call, { epoch, version });
    return true;
  }

  private snapshotOf(
    watched: WatchedCall,
    { epoch, since }: Pick<WatchCall, 'epoch' | 'since'>,
    seen: Pick<CallSnapshot, 'firstSeen' | 'lastSeen'>,
  ): CallSnapshot | Refused {
    const { call } = watched;
    // What was read before the gateway lost its place must not be taken for what is there now.
    if (!this.context.rooms.isIn(watched, this)) {
      return { error: 'This call is not watched any more. Watch it again.' };
    }
    const wireEpoch = this.context.wireEpoch(call, watched.epoch);
    const snapshot = watched.snapshot(epoch === wireEpoch ? since : undefined);
    this.forget(call);
    this.sent.set(call, { epoch: wireEpoch, version: snapshot.version });
    return { call, epoch: wireEpoch, ...snapshot, ...seen };
  }

  private forget(call: string): void {
    this.sent.delete(call);
    this.behind.delete(call);
    this.gone.delete(call);
  }
}

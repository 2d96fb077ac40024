import type { Change, StoredCall } from '#call-store';
import { CallRoom, type Watcher } from './call-room.js';
import type { WatchedCall } from './watched-call.js';

/** Keeps the calls that are being watched, and tells who watches them. */
export class CallRooms {
  private readonly rooms = new Map<string, CallRoom>();

  constructor(private readonly read: (call: string) => Promise<StoredCall | undefined>) {}

  /**
   * Resolves with the call when it has been read; from then on the watcher is told. Whoever waited since should see
   * whether it still `isIn`: it may have left, or all rooms may have been cleared.
   */
  async join(call: string, watcher: Watcher): Promise<WatchedCall> {
    const room = this.rooms.get(call) ?? this.open(call);
    room.watchers.add(watcher);
    await room.opened;
    return room.watched;
  }

  isIn(watched: WatchedCall, watcher: Watcher): boolean {
    const room = this.rooms.get(watched.call);
    return room?.watched === watched && room.watchers.has(watcher);
  }

  leave(call: string, watcher: Watcher): void {
    const room = this.rooms.get(call);
    room?.watchers.delete(watcher);
    if (room?.watchers.size === 0) this.close(room);
  }

  changed(change: Change): void {
    this.rooms.get(change.call)?.changed(change);
  }

  removed(call: string): void {
    this.rooms.get(call)?.removed();
  }

  /** Forgets every call and who watched it: they will ask again. */
  clear(): void {
    for (const room of this.rooms.values()) this.close(room);
  }

  get calls(): string[] {
    return [...this.rooms.keys()];
  }

  private open(call: string): CallRoom {
    const room = new CallRoom(call, this.read);
    this.rooms.set(call, room);
    // A room that could not be read is opened anew by the next who asks.
    room.opened.catch(() => this.close(room));
    return room;
  }

  private close(room: CallRoom): void {
    room.close();
    const { call } = room.watched;
    if (this.rooms.get(call) === room) this.rooms.delete(call);
  }
}

import type { Change, StoredCall } from '#call-store';
import { WatchedCall } from './watched-call.js';

/** Somebody who watches a call. */
export interface Watcher {
  /** The call moved on, or is another one by now: the watcher sends what its client lacks, when it can. */
  moved(watched: WatchedCall): void;
  removed(call: string): void;
}

interface Room {
  readonly watched: WatchedCall;
  readonly watchers: Set<Watcher>;
  /** Changes that came while the call was being read; `undefined`: it is read. */
  buffer: Change[] | undefined;
  loading: Promise<void>;
}

/**
 * Keeps the calls that are being watched, and tells who watches them. A call is joined before it is read and what
 * comes meanwhile is held back, so that nothing falls between the reading and the first change.
 */
export class CallRooms {
  private readonly rooms = new Map<string, Room>();

  constructor(private readonly read: (call: string) => Promise<StoredCall | undefined>) {}

  /** Resolves with the call as it is now; from then on the watcher is told. */
  async join(call: string, watcher: Watcher): Promise<WatchedCall> {
    const room = this.rooms.get(call) ?? this.open(call);
    room.watchers.add(watcher);
    await room.loading;
    return room.watched;
  }

  leave(call: string, watcher: Watcher): void {
    const room = this.rooms.get(call);
    room?.watchers.delete(watcher);
    if (room?.watchers.size === 0) this.rooms.delete(call);
  }

  changed(change: Change): void {
    const room = this.rooms.get(change.call);
    if (room === undefined) return;
    if (room.buffer !== undefined) room.buffer.push(change);
    else this.apply(room, change);
  }

  removed(call: string): void {
    const room = this.rooms.get(call);
    if (room === undefined) return;
    if (room.buffer === undefined) room.watched.load(undefined);
    // What is being read may be from before the removal.
    else this.startLoading(room);
    for (const watcher of room.watchers) watcher.removed(call);
  }

  /** Forgets every call and who watched it: they will ask again. */
  clear(): void {
    this.rooms.clear();
  }

  get calls(): string[] {
    return [...this.rooms.keys()];
  }

  private open(call: string): Room {
    const room: Room = {
      watched: new WatchedCall(call),
      watchers: new Set(),
      buffer: [],
      loading: Promise.resolve(),
    };
    this.rooms.set(call, room);
    this.startLoading(room);
    return room;
  }

  private startLoading(room: Room): void {
    room.loading = this.load(room);
    // A room that could not be read is opened anew by the next who asks.
    room.loading.catch(() => this.close(room));
  }

  private close(room: Room): void {
    if (this.rooms.get(room.watched.call) === room) this.rooms.delete(room.watched.call);
  }

  private async load(room: Room): Promise<void> {
    const buffer: Change[] = [];
    room.buffer = buffer;
    const stored = await this.read(room.watched.call);
    if (room.buffer !== buffer) return room.loading;
    room.watched.load(stored);
    room.buffer = undefined;
    for (const change of buffer) this.apply(room, change);
    return undefined;
  }

  private apply(room: Room, change: Change): void {
    if (room.buffer !== undefined) {
      room.buffer.push(change);
      return;
    }
    switch (room.watched.apply(change)) {
      case 'known':
        return;
      case 'applied':
        for (const watcher of room.watchers) watcher.moved(room.watched);
        return;
      case 'gap':
        this.reload(room);
    }
  }

  private reload(room: Room): void {
    room.loading = this.loadAndTell(room);
    // Its watchers hold an older version; the next change finds the gap again.
    room.loading.catch(() => {
      room.buffer = undefined;
    });
  }

  private async loadAndTell(room: Room): Promise<void> {
    await this.load(room);
    for (const watcher of room.watchers) watcher.moved(room.watched);
  }
}

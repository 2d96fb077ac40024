import type { Socket } from 'socket.io';
import type {
  CallSnapshot,
  CallsSnapshot,
  ClientEvents,
  Refused,
  ServerEvents,
  WatchCall,
  WatchCalls,
} from '#contracts';
import type { CallRooms, Watcher } from './call-rooms.js';
import { ListWatch } from './list-watch.js';
import type { RowIndex } from './row-index.js';
import type { WatchedCall } from './watched-call.js';

export type ClientSocket = Socket<ClientEvents, ServerEvents>;

/** What the client of a call holds, as far as we sent it. */
interface Sent {
  epoch: string;
  version: number;
}

export interface ClientContext {
  readonly rooms: CallRooms;
  readonly rows: RowIndex;
  /** The epoch as it leaves the gateway: the call's own and the run of Redis it was read from. */
  readonly wireEpoch: (epoch: string) => string;
  readonly seen: (call: string) => Promise<{ firstSeen: number | null; lastSeen: number | null }>;
}

const MAX_WATCHED = 100;
const MAX_WAITING = 100;
/** Lists are told at most so often. */
const LIST_EVERY_MS = 250;

/**
 * One browser. Nothing is ever queued for it: what it can't take now is remembered as "has moved" and told later as
 * one merged delta, so a client that stops reading costs what it watches and no more.
 */
export class Client implements Watcher {
  private readonly watching = new Set<string>();
  private readonly sent = new Map<string, Sent>();
  private readonly behind = new Set<string>();
  private readonly removals = new Set<string>();
  private readonly waiting: (() => void)[] = [];
  private list: ListWatch | undefined;
  private listTimer: NodeJS.Timeout | undefined;
  private listSentAt = 0;

  constructor(
    private readonly socket: ClientSocket,
    private readonly context: ClientContext,
  ) {
    // Not the connection's own 'drain', which only says that a frame was handed to a socket, read or not.
    socket.conn.transport.on('ready', () => this.flush());
  }

  /** Answers with the call as it is; what changes from then on is told. */
  async watchCall(
    { call, epoch, since }: WatchCall,
    answer: (answer: CallSnapshot | Refused) => void,
  ): Promise<void> {
    if (!this.watching.has(call) && this.watching.size >= MAX_WATCHED) {
      return answer({ error: `This page watches ${MAX_WATCHED} calls already; unwatch one first.` });
    }
    // Until it is answered, what changes is part of the answer.
    this.sent.delete(call);
    this.watching.add(call);
    const watched = await this.context.rooms.join(call, this);
    const seen = await this.context.seen(call);
    await this.untilWritable();
    if (!this.watching.has(call)) return this.context.rooms.leave(call, this);
    const wireEpoch = this.context.wireEpoch(watched.epoch);
    const snapshot = watched.snapshot(epoch === wireEpoch ? since : undefined);
    this.sent.set(call, { epoch: wireEpoch, version: snapshot.version });
    this.behind.delete(call);
    answer({ call, epoch: wireEpoch, ...snapshot, ...seen });
  }

  unwatchCall(call: string): void {
    this.watching.delete(call);
    this.sent.delete(call);
    this.behind.delete(call);
    this.context.rooms.leave(call, this);
  }

  async watchCalls(query: WatchCalls, answer: (answer: CallsSnapshot) => void): Promise<void> {
    await this.untilWritable();
    const list = new ListWatch(query);
    const { upserts, total, figures } = list.changesOf(this.context.rows);
    this.list = list;
    answer({ rows: upserts, total, figures });
  }

  moved(watched: WatchedCall): void {
    const sent = this.sent.get(watched.call);
    if (sent === undefined) return;
    if (!this.isWritable()) {
      this.behind.add(watched.call);
      return;
    }
    const epoch = this.context.wireEpoch(watched.epoch);
    // Another epoch makes the client watch again, with what it holds.
    const isSame = epoch === sent.epoch;
    const from = isSame ? sent.version : 0;
    const facts = isSame ? watched.since(from) : [];
    if (isSame && watched.version <= from) return;
    this.socket.emit('call:changed', { call: watched.call, epoch, from, version: watched.version, facts });
    sent.epoch = epoch;
    sent.version = watched.version;
    this.behind.delete(watched.call);
  }

  removed(call: string): void {
    const sent = this.sent.get(call);
    if (sent === undefined) return;
    sent.epoch = '';
    sent.version = 0;
    this.behind.delete(call);
    if (this.isWritable()) this.socket.emit('call:removed', { call });
    else this.removals.add(call);
  }

  /** Rows changed: told now or, if they were told just now, a little later and together. */
  rowsChanged(): void {
    if (this.list === undefined || this.listTimer !== undefined) return;
    const wait = Math.max(this.listSentAt + LIST_EVERY_MS - performance.now(), 0);
    this.listTimer = setTimeout(() => {
      this.listTimer = undefined;
      this.sendList();
    }, wait);
  }

  /** The gateway lost its place: the client watches everything again. */
  reset(reason: string): void {
    this.watching.clear();
    this.sent.clear();
    this.behind.clear();
    this.removals.clear();
    this.list = undefined;
    this.socket.emit('reset', { scope: 'all', reason });
  }

  /** Tells what could not be told before. Called when the socket drains, and now and then. */
  flush(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
    for (const call of this.removals) {
      if (!this.isWritable()) return;
      this.removals.delete(call);
      this.socket.emit('call:removed', { call });
    }
    for (const call of this.behind) {
      if (!this.isWritable()) return;
      this.behind.delete(call);
      void this.catchUp(call);
    }
    if (this.list?.isBehind(this.context.rows) === true) this.rowsChanged();
  }

  pulse(pulse: Parameters<ServerEvents['pulse']>[0]): void {
    if (this.isWritable()) this.socket.emit('pulse', pulse);
  }

  leave(): void {
    clearTimeout(this.listTimer);
    this.list = undefined;
    for (const call of this.watching) this.context.rooms.leave(call, this);
    this.watching.clear();
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private async catchUp(call: string): Promise<void> {
    try {
      this.moved(await this.context.rooms.join(call, this));
    } catch {
      // Redis is away; the next change, or the next flush, tries again.
      this.behind.add(call);
    }
  }

  private sendList(): void {
    const list = this.list;
    if (list === undefined || !list.isBehind(this.context.rows) || !this.isWritable()) return;
    this.listSentAt = performance.now();
    const { upserts, removes, total, figures } = list.changesOf(this.context.rows);
    this.socket.emit('calls:changed', { upserts, removes, total, figures });
  }

  private isWritable(): boolean {
    return this.socket.conn.transport.writable;
  }

  /** Answers too wait until the client reads; one that only asks is not ours. */
  private async untilWritable(): Promise<void> {
    while (!this.isWritable() && this.socket.connected) {
      if (this.waiting.length >= MAX_WAITING) {
        this.socket.disconnect(true);
        return;
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}

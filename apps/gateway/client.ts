import type { Socket } from 'socket.io';
import { UnwatchCall, WatchCall, WatchCalls, type ClientEvents, type ServerEvents } from '#contracts';
import { CallWatches, type CallWatchesContext } from './call-watches.js';
import { ListWatch } from './list-watch.js';
import { Requests, type MakeAnswer } from './requests.js';
import type { RowIndex } from './row-index.js';

export type ClientSocket = Socket<ClientEvents, ServerEvents>;

export interface ClientContext extends CallWatchesContext {
  readonly rows: RowIndex;
  readonly onFailure: (error: unknown) => void;
}

type Pulse = Parameters<ServerEvents['pulse']>[0];

/** Lists are told at most so often. */
const LIST_EVERY_MS = 250;

/**
 * One browser. Nothing is ever queued for it: one frame is handed to its socket, and the next one made when that one
 * has left. A client that stops reading thus costs what it watches and asks for, and no more.
 */
export class Client {
  private readonly requests: Requests;
  private readonly calls: CallWatches;
  private list: ListWatch | undefined;
  private listTimer: NodeJS.Timeout | undefined;
  private listSentAt = 0;
  private isListDue = false;
  private wasListFirst = false;
  private resetReason: string | undefined;
  private nextPulse: Pulse | undefined;

  constructor(
    private readonly socket: ClientSocket,
    private readonly context: ClientContext,
  ) {
    const flush = () => this.flush();
    this.calls = new CallWatches(context, flush);
    this.requests = new Requests({
      onAnswer: flush,
      onFlood: () => socket.disconnect(true),
      onFailure: context.onFailure,
    });
    // Not the connection's own 'drain', which only says that a frame was handed to a socket, read or not.
    socket.conn.transport.on('ready', flush);
    this.listen();
  }

  /** Rows changed: told now or, if they were told just now, a little later and together. */
  rowsChanged(): void {
    if (this.list === undefined || this.listTimer !== undefined) return;
    const wait = Math.max(this.listSentAt + LIST_EVERY_MS - performance.now(), 0);
    this.listTimer = setTimeout(() => {
      this.listTimer = undefined;
      this.isListDue = true;
      this.flush();
    }, wait);
  }

  /** The gateway lost its place: the client watches everything again. */
  reset(reason: string): void {
    this.calls.clear();
    this.list = undefined;
    this.resetReason = reason;
    this.flush();
  }

  pulse(pulse: Pulse): void {
    this.nextPulse = pulse;
    this.flush();
  }

  /** It is gone. */
  leave(): void {
    clearTimeout(this.listTimer);
    this.list = undefined;
    this.calls.clear();
  }

  private listen(): void {
    const { socket, requests, calls } = this;
    socket.on('watch:call', (...sent: unknown[]) =>
      requests.take(WatchCall, sent, (asked) => calls.watch(asked)),
    );
    socket.on('watch:calls', (...sent: unknown[]) =>
      requests.take(WatchCalls, sent, (asked) => this.watchCalls(asked)),
    );
    socket.on('unwatch:call', (...sent: unknown[]) =>
      requests.take(UnwatchCall, sent, ({ call }) => {
        calls.unwatch(call);
        return () => ({ call });
      }),
    );
  }

  private watchCalls(query: WatchCalls): MakeAnswer {
    return () => {
      const list = new ListWatch(query);
      const { upserts, total, figures } = list.changesOf(this.context.rows);
      this.list = list;
      return { rows: upserts, total, figures };
    };
  }

  private flush(): void {
    while (this.isWritable()) if (!this.tellNext()) return;
  }

  private tellNext(): boolean {
    return this.requests.answerNext() || this.tellReset() || this.tellPulse() || this.tellChange();
  }

  private tellReset(): boolean {
    if (this.resetReason === undefined) return false;
    this.socket.emit('reset', { scope: 'all', reason: this.resetReason });
    this.resetReason = undefined;
    return true;
  }

  private tellPulse(): boolean {
    if (this.nextPulse === undefined) return false;
    this.socket.emit('pulse', this.nextPulse);
    this.nextPulse = undefined;
    return true;
  }

  /** By turns, so that neither a busy call nor a busy list keeps the other from a slow client. */
  private tellChange(): boolean {
    this.wasListFirst = !this.wasListFirst;
    return this.wasListFirst
      ? this.tellList() || this.calls.tellNext(this.socket)
      : this.calls.tellNext(this.socket) || this.tellList();
  }

  private tellList(): boolean {
    const { list, isListDue } = this;
    this.isListDue = false;
    if (!isListDue || list?.isBehind(this.context.rows) !== true) return false;
    this.listSentAt = performance.now();
    this.socket.emit('calls:changed', list.changesOf(this.context.rows));
    return true;
  }

  private isWritable(): boolean {
    const { conn } = this.socket;
    return conn.readyState === 'open' && conn.transport.writable;
  }
}

import { io, type Socket } from 'socket.io-client';
import type {
  CallChanged,
  CallSnapshot,
  CallsSnapshot,
  ClientEvents,
  Pulse,
  Refused,
  ServerEvents,
} from '#contracts';
import { eventually } from '../eventually.js';
import { FollowedCall } from './followed-call.js';
import { FollowedList } from './followed-list.js';

export interface LiveClientOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Comes back by itself when the connection is lost; default true. */
  readonly reconnects?: boolean;
}

type Question = Parameters<ClientEvents['watch:calls']>[0];

/** A client that follows docs/protocol.md, and notes every frame it receives. */
export class LiveClient {
  readonly changes: CallChanged[] = [];
  readonly snapshots: CallSnapshot[] = [];
  readonly pulses: Pulse[] = [];
  readonly resets: string[] = [];
  /** When each `calls:changed` came, in ms. */
  readonly listTimes: number[] = [];
  connects = 0;
  /** Times it was refused what it asked for. */
  refusals = 0;
  /** Of its last connection. */
  id = '';
  readonly socket: Socket<ServerEvents, ClientEvents>;
  private readonly calls = new Map<string, FollowedCall>();
  private list: FollowedList | undefined;
  private question: Question | undefined;

  private constructor(url: string, { headers = {}, reconnects = true }: LiveClientOptions) {
    this.socket = io(url, {
      transports: ['websocket'],
      extraHeaders: { ...headers },
      forceNew: true,
      reconnection: reconnects,
      reconnectionDelay: 20,
      reconnectionDelayMax: 100,
    });
    this.listen();
  }

  /** Resolves when it is connected; rejects with what the gateway says against it. */
  static async connect(url: string, options: LiveClientOptions = {}): Promise<LiveClient> {
    const client = new LiveClient(url, options);
    const { socket } = client;
    await new Promise<void>((resolve, reject) => {
      const refused = (error: Error) => {
        client.close();
        reject(error);
      };
      socket.once('connect_error', refused);
      socket.once('connect', () => {
        socket.off('connect_error', refused);
        resolve();
      });
    });
    return client;
  }

  /** Follows a call from now on; resolves when the gateway has said what it is. */
  async watch(call: string): Promise<FollowedCall> {
    const followed = this.calls.get(call) ?? new FollowedCall(call);
    this.calls.set(call, followed);
    this.ask(followed);
    await eventually(
      () => followed.isSettled,
      (isSettled) => isSettled,
    );
    return followed;
  }

  async watchCalls(question: Question = {}): Promise<FollowedList> {
    this.question = question;
    this.list = undefined;
    this.askForCalls();
    await eventually(
      () => this.list !== undefined,
      (isThere) => isThere,
    );
    return this.rows;
  }

  get rows(): FollowedList {
    if (this.list === undefined) throw new Error('the list has not been answered');
    return this.list;
  }

  /** Sends anything, and resolves with whatever is answered. */
  request(name: string, ...sent: unknown[]): Promise<unknown> {
    return new Promise((resolve) => {
      // Typed for what the protocol knows; this is for what it does not.
      this.untyped.emit(name, ...sent, resolve);
    });
  }

  /** Sends anything, without asking for an answer. */
  send(name: string, ...sent: unknown[]): void {
    this.untyped.emit(name, ...sent);
  }

  close(): void {
    this.socket.disconnect();
  }

  private get untyped(): { emit(name: string, ...sent: unknown[]): unknown } {
    const { socket } = this;
    const emit: unknown = Reflect.get(socket, 'emit');
    if (typeof emit !== 'function') throw new TypeError('a socket emits');
    return { emit: (...sent) => Reflect.apply(emit, socket, sent) };
  }

  private listen(): void {
    const { socket } = this;
    socket.on('connect', () => {
      this.connects++;
      this.id = socket.id ?? '';
      this.askForAll();
    });
    socket.on('disconnect', () => {
      for (const call of this.calls.values()) call.lose();
    });
    socket.on('call:changed', (change) => {
      this.changes.push(change);
      const call = this.calls.get(change.call);
      if (call?.change(change) === 'watch') this.ask(call);
    });
    socket.on('call:removed', ({ call }) => {
      const followed = this.calls.get(call);
      if (followed?.remove() === 'watch') this.ask(followed);
    });
    socket.on('calls:changed', (change) => {
      this.listTimes.push(performance.now());
      this.list?.change(change);
    });
    socket.on('reset', ({ reason }) => {
      this.resets.push(reason);
      this.askForAll();
    });
    socket.on('pulse', (pulse) => this.pulses.push(pulse));
  }

  private askForAll(): void {
    for (const call of this.calls.values()) this.ask(call);
    if (this.question !== undefined) this.askForCalls();
  }

  private ask(followed: FollowedCall): void {
    const { ticket, request } = followed.ask();
    this.socket.emit('watch:call', request, (answer) => {
      if (isRefused(answer)) {
        this.refusals++;
        if (followed.isAwaiting(ticket)) this.ask(followed);
        return;
      }
      this.snapshots.push(answer);
      if (followed.answer(ticket, answer) === 'watch') this.ask(followed);
    });
  }

  private askForCalls(): void {
    const { question = {} } = this;
    this.socket.emit('watch:calls', question, (answer) => {
      if (question !== this.question) return;
      if (isRefused(answer)) this.askForCalls();
      else this.list = new FollowedList(answer);
    });
  }
}

export function isRefused(answer: CallSnapshot | CallsSnapshot | Refused): answer is Refused {
  return 'error' in answer;
}

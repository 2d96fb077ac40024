import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { z } from 'zod';
import {
  UnwatchCall,
  WatchCall,
  WatchCalls,
  type ClientEvents,
  type Pulse,
  type ServerEvents,
} from '#contracts';
import type { Log } from '#service';
import { Client, type ClientContext, type ClientSocket } from './client.js';
import type { DashboardToken } from './dashboard-token.js';
import type { LiveListener } from './live-calls.js';
import { refusalOf, type Reach } from './reach.js';

export interface LiveServerOptions {
  readonly context: ClientContext;
  readonly reach: Reach;
  readonly token: DashboardToken | undefined;
  readonly log: Log;
}

const FLUSH_EVERY_MS = 100;
/** Requests are small; what is larger is not one of ours. */
const MAX_REQUEST_BYTES = 64 * 1024;

/** The live protocol's server end (docs/protocol.md). WebSocket only, so no gateway needs to see a client twice. */
export class LiveServer implements LiveListener {
  private readonly io: Server<ClientEvents, ServerEvents>;
  private readonly clients = new Set<Client>();
  private readonly flushTimer: NodeJS.Timeout;
  private lastPulse: Pulse | undefined;

  constructor(
    http: HttpServer,
    private readonly options: LiveServerOptions,
  ) {
    this.io = new Server<ClientEvents, ServerEvents>(http, {
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: MAX_REQUEST_BYTES,
      allowRequest: (request, allow) => {
        const { headers } = request;
        const refusal = refusalOf(
          {
            method: 'GET',
            path: '/socket.io/',
            host: headers.host,
            origin: headers.origin,
            // Browsers send an Origin with every upgrade, so there is nothing else to tell a page by.
            fetchSite: undefined,
            fetchMode: undefined,
          },
          options.reach,
        );
        allow(refusal, refusal === undefined);
      },
    });
    this.io.use((socket, next) => {
      const isKnown = options.token?.isIn(socket.handshake.headers) ?? true;
      next(isKnown ? undefined : new Error('unauthorised'));
    });
    this.io.on('connection', (socket) => this.welcome(socket));
    this.flushTimer = setInterval(() => this.flush(), FLUSH_EVERY_MS).unref();
  }

  rowsChanged(): void {
    for (const client of this.clients) client.rowsChanged();
  }

  reset(reason: string): void {
    for (const client of this.clients) client.reset(reason);
  }

  pulse(pulse: Pulse): void {
    this.lastPulse = pulse;
    for (const client of this.clients) client.pulse(pulse);
  }

  /** Ends every connection; clients come back to whoever serves them then. */
  async close(): Promise<void> {
    clearInterval(this.flushTimer);
    await this.io.close();
  }

  private welcome(socket: ClientSocket): void {
    const client = new Client(socket, this.options.context);
    this.clients.add(client);
    socket.on('disconnect', () => {
      this.clients.delete(client);
      client.leave();
    });
    socket.on('watch:call', (request, ack) =>
      this.answer(WatchCall, request, ack, (asked, answer) => client.watchCall(asked, answer)),
    );
    socket.on('watch:calls', (request, ack) =>
      this.answer(WatchCalls, request, ack, (asked, answer) => client.watchCalls(asked, answer)),
    );
    socket.on('unwatch:call', (request, ack) =>
      this.answer(UnwatchCall, request, ack, ({ call }, answer) => {
        client.unwatchCall(call);
        answer({ call });
      }),
    );
    if (this.lastPulse !== undefined) client.pulse(this.lastPulse);
  }

  /** Answers every request, if with what is wrong with it. Whatever a client sends, nothing here throws. */
  private answer<T>(
    schema: z.ZodType<T>,
    request: unknown,
    ack: unknown,
    serve: (request: T, answer: (answer: object) => void) => void | Promise<void>,
  ): void {
    const answer = isAck(ack) ? ack : () => undefined;
    const asked = schema.safeParse(request);
    if (!asked.success) {
      answer({ error: `This request can't be read: ${asked.error.issues[0]?.message ?? 'unknown'}` });
      return;
    }
    Promise.resolve(serve(asked.data, answer)).catch((error: unknown) => {
      this.options.log.warn('a request of a page failed', error);
      answer({ error: 'Redis is out of reach. Ask again in a moment.' });
    });
  }

  private flush(): void {
    for (const client of this.clients) client.flush();
  }
}

function isAck(ack: unknown): ack is (answer: object) => void {
  return typeof ack === 'function';
}

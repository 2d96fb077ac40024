import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import { Server } from 'socket.io';
import type { ClientEvents, Pulse, ServerEvents } from '#contracts';
import { Client, type ClientContext, type ClientSocket } from './client.js';
import type { DashboardToken } from './dashboard-token.js';
import type { LiveListener } from './live-calls.js';
import { refusalOf, type Reach } from './reach.js';

export interface LiveServerOptions {
  readonly context: ClientContext;
  readonly reach: Reach;
  readonly token: DashboardToken | undefined;
}

/** Requests are small; what is larger is not one of ours. */
const MAX_REQUEST_BYTES = 64 * 1024;
/** A client that does not even read that we are closing is not waited for any longer. */
const CLOSE_WITHIN_MS = 2_000;

/** The live protocol's server end (docs/protocol.md). WebSocket only, so no gateway needs to see a client twice. */
export class LiveServer implements LiveListener {
  private readonly io: Server<ClientEvents, ServerEvents>;
  private readonly clients = new Set<Client>();
  private readonly connections = new Set<NetSocket>();
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
        const refusal = refusalOfUpgrade(request, options.reach);
        allow(refusal, refusal === undefined);
      },
    });
    this.io.use((socket, next) => {
      const isKnown = options.token?.isIn(socket.handshake.headers) ?? true;
      next(isKnown ? undefined : new Error('unauthorised'));
    });
    this.io.on('connection', (socket) => this.welcome(socket));
    http.on('connection', (connection: NetSocket) => {
      this.connections.add(connection);
      connection.once('close', () => this.connections.delete(connection));
    });
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
    const giveUp = setTimeout(() => {
      for (const connection of this.connections) connection.destroy();
    }, CLOSE_WITHIN_MS);
    await this.io.close();
    clearTimeout(giveUp);
  }

  private welcome(socket: ClientSocket): void {
    const client = new Client(socket, this.options.context);
    this.clients.add(client);
    socket.on('disconnect', () => {
      this.clients.delete(client);
      client.leave();
    });
    if (this.lastPulse !== undefined) client.pulse(this.lastPulse);
  }
}

function refusalOfUpgrade({ headers }: IncomingMessage, reach: Reach): string | undefined {
  const { host, origin } = headers;
  const path = '/socket.io/';
  // Browsers send an Origin with every upgrade, so there is nothing else to tell a page by.
  return refusalOf({ method: 'GET', path, host, origin, fetchSite: undefined, fetchMode: undefined }, reach);
}

import { Server, type Socket } from 'socket.io';
import type { LiveClient } from './live-client.js';

/** What a gateway in this process holds back for a client, wherever on the way it does. */
export interface HeldBack {
  readonly frames: number;
  readonly bytes: number;
}

/**
 * Notes the Socket.IO servers that are made from now on, so that a spec can look at what they hold for a client; nothing
 * for one that is gone. Call it before the gateway is created.
 */
export function observeServers(): (client: LiveClient) => HeldBack | undefined {
  const servers: Server[] = [];
  const { use } = Server.prototype;
  Server.prototype.use = function observed(this: Server, middleware) {
    servers.push(this);
    return use.call(this, middleware);
  };
  return ({ id }) => {
    const [socket] = servers.flatMap((server) => server.sockets.sockets.get(id) ?? []);
    return socket === undefined ? undefined : heldBackFor(socket);
  };
}

/** Frames that wait in the engine for the transport, and bytes that wait there and in the transport for the client. */
function heldBackFor({ conn }: Socket): HeldBack {
  const packets: unknown = Reflect.get(conn, 'writeBuffer');
  const webSocket: unknown = Reflect.get(conn.transport, 'socket');
  if (!Array.isArray(packets) || typeof webSocket !== 'object' || webSocket === null) {
    throw new Error('Socket.IO is built otherwise');
  }
  const waiting = packets.map((packet: unknown) => JSON.stringify(packet).length);
  const buffered = Number(Reflect.get(webSocket, 'bufferedAmount'));
  return { frames: packets.length, bytes: waiting.reduce((sum, size) => sum + size, buffered) };
}

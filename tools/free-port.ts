import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the ports that systems hand to outgoing connections: one of those could take it before its server listens, and
// a client that keeps dialling a closed port among them can end up connected to itself.
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;

/** A port of this machine's loopback that is free at this moment. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    const isFree = await tryPort('127.0.0.1', port).then(
      () => true,
      () => false,
    );
    if (isFree) return port;
  }
}

/** Listens there for a moment; rejects as a server that listens there would (`EADDRINUSE`, ...). */
export function tryPort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()));
  });
}

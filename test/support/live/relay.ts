import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { portOf } from './port-of.js';

/** A wire between a client and the gateway that can be cut, and that can stop carrying what the gateway sends. */
export interface Relay {
  readonly url: string;
  /** Bytes carried from the gateway so far. */
  readonly carried: () => number;
  /** Destroys every connection; new ones are taken, unless the wire is `out`. */
  cut(): void;
  /** As long as it is out, connections are refused. */
  takeOut(): void;
  putBack(): void;
  /** Nothing is read from the gateway any more: what it writes fills the buffers on the way, then its own. */
  stopReading(): void;
  readOn(): void;
  close(): Promise<void>;
}

/** @param targetUrl of a gateway on this machine */
export async function startRelay(targetUrl: string): Promise<Relay> {
  const port = Number(new URL(targetUrl).port);
  const pairs = new Set<{ readonly near: Socket; readonly far: Socket }>();
  let isOut = false;
  let isReading = true;
  let carried = 0;
  const server = createServer((near) => {
    if (isOut) return near.destroy();
    const far = connect(port, '127.0.0.1');
    const pair = { near, far };
    pairs.add(pair);
    far.on('data', (chunk) => {
      carried += chunk.length;
      near.write(chunk);
    });
    near.on('data', (chunk) => far.write(chunk));
    if (!isReading) far.pause();
    for (const side of [near, far]) {
      side.on('error', () => undefined);
      side.on('close', () => {
        near.destroy();
        far.destroy();
        pairs.delete(pair);
      });
    }
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const { near, far } of pairs) {
      near.destroy();
      far.destroy();
    }
  };
  return {
    url: `http://localhost:${portOf(server)}`,
    carried: () => carried,
    cut,
    takeOut: () => {
      isOut = true;
      cut();
    },
    putBack: () => {
      isOut = false;
    },
    stopReading: () => {
      isReading = false;
      for (const { far } of pairs) far.pause();
    },
    readOn: () => {
      isReading = true;
      for (const { far } of pairs) far.resume();
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

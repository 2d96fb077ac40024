import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type Direction = 'request' | 'reply';
/** What becomes of bytes: they go on, are thrown away, wait until `release()`, or end the connection unsent. */
export type Fate = 'pass' | 'drop' | 'hold' | 'cut';
/** Decides for what came at once over one connection; may act besides, such as kill a process. */
export type Rule = (direction: Direction, bytes: string) => Fate;

/** Stands between a client and a Redis, and can lose exactly what a spec wants lost. */
export interface Proxy {
  readonly url: string;
  /** From now on; until then everything passes. */
  decide(rule: Rule): void;
  /** Lets everything pass, first what was held. */
  release(): void;
  cutAll(): void;
  /** From every connection that is there now nothing ever comes again, not even its end; those made later pass. */
  silenceAll(): void;
  close(): Promise<void>;
}

const passAll: Rule = () => 'pass';

export async function startProxy(port: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let rule = passAll;
  let held: (() => void)[] = [];
  const silent = new WeakSet<Socket>();
  const pipe = (direction: Direction, from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (bytes) => {
      if (silent.has(from)) return;
      switch (rule(direction, bytes.toString('latin1'))) {
        case 'pass':
          to.write(bytes);
          break;
        case 'hold':
          held.push(() => to.write(bytes));
          break;
        case 'cut':
          from.destroy();
          to.destroy();
          break;
        case 'drop':
      }
    });
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    from.on('error', () => to.destroy());
  };
  const server = createServer((client) => {
    const redis = connect(port, '127.0.0.1');
    pipe('request', client, redis);
    pipe('reply', redis, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the proxy does not listen');
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${address.port}`,
    decide: (next) => {
      rule = next;
    },
    release: () => {
      rule = passAll;
      for (const send of held) send();
      held = [];
    },
    cutAll,
    silenceAll: () => {
      for (const socket of sockets) silent.add(socket);
    },
    close: async () => {
      cutAll();
      server.close();
      await once(server, 'close');
    },
  };
}

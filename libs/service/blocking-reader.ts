import { isCluster, type RedisClient } from './redis.js';

/** A read waits this long for something to come; short, so that stopping is quick. */
const BLOCK_MS = 1_000;
/** A blocked read that has not returned after so much longer never will (ioredis#1888). */
const WATCHDOG_MS = 3_000;

/** Rejects a read whose connection was given up. */
export class ReadNeverReturned extends Error {
  override readonly name = 'ReadNeverReturned';
}

/**
 * A connection of its own for reads that block, since all else on it would wait behind them. A read that never
 * returns is given up with its connection. On a cluster nothing blocks (streams of several slots can't be waited for
 * at once): the caller polls, and `blockMs` is `undefined`.
 */
export class BlockingReader {
  private connection: RedisClient;
  private generation = 0;
  private isClosed = false;
  /** Ends the wait for the read that is under way. */
  private giveUp: () => void = () => undefined;

  constructor(private readonly redis: RedisClient) {
    this.connection = this.connect();
  }

  /**
   * Changes with every connect, on a cluster with that to any node. A reply may have been lost with the connection
   * before, so a consumer then reads again what it was already given.
   */
  get connects(): number {
    return this.generation;
  }

  async read<T>(command: (connection: RedisClient, blockMs: number | undefined) => Promise<T>): Promise<T> {
    if (isCluster(this.connection)) return command(this.connection, undefined);
    let timer: NodeJS.Timeout | undefined;
    const watchdog = new Promise<'late'>((resolve) => {
      this.giveUp = () => resolve('late');
      timer = setTimeout(this.giveUp, BLOCK_MS + WATCHDOG_MS);
    });
    try {
      const answer = await Promise.race([
        command(this.connection, BLOCK_MS).then((value) => ({ value })),
        watchdog,
      ]);
      if (answer !== 'late') return answer.value;
    } finally {
      clearTimeout(timer);
    }
    if (!this.isClosed) this.replaceConnection();
    throw new ReadNeverReturned(`a blocked read gave no answer for ${BLOCK_MS + WATCHDOG_MS} ms`);
  }

  close(): void {
    this.isClosed = true;
    this.disconnect();
    // A connection that was waiting for Redis does not say that it was ended.
    this.giveUp();
  }

  private readonly noteConnect = (): void => {
    this.generation++;
  };

  private disconnect(): void {
    if (!isCluster(this.connection)) this.connection.disconnect();
    for (const event of ['ready', '-node']) this.connection.off(event, this.noteConnect);
  }

  private connect(): RedisClient {
    const connection = isCluster(this.redis)
      ? this.redis
      : this.redis.duplicate({
          maxRetriesPerRequest: null,
          enableOfflineQueue: true,
          commandTimeout: 2 * (BLOCK_MS + WATCHDOG_MS),
        });
    for (const event of ['ready', '-node']) connection.on(event, this.noteConnect);
    // The connection that commands go through reports the outage.
    if (connection !== this.redis) connection.on('error', () => undefined);
    return connection;
  }

  private replaceConnection(): void {
    this.disconnect();
    this.generation++;
    this.connection = this.connect();
  }
}

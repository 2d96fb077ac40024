import { lstat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { codeOf } from '#service';
import { withSocketPath } from './short-path.js';

export const OWNER_SOCKET = 'owner.sock';

const NOBODY_LISTENS = new Set<unknown>(['ECONNREFUSED', 'ENOTSOCK']);

/** Asks the kernel whether the process that owns a folder lives. */
export class OwnerProbe {
  /**
   * By folder: connections its owner has not yet closed. A stopped one never does; then this one is the answer, and no
   * more are made, for once too many of them wait some kernels refuse the next as if nobody listened.
   */
  private readonly waiting = new Map<string, Socket>();

  /** Whether its owner is known to be gone; who may not ask, or can't, is not told so. */
  async isGone(folder: string): Promise<boolean> {
    const code = await this.connectTo(folder);
    // What is missing may also be the short way to it.
    return NOBODY_LISTENS.has(code) || (code === 'ENOENT' && (await hasNoSocket(folder)));
  }

  async isReached(folder: string): Promise<boolean> {
    return (await this.connectTo(folder)) === undefined;
  }

  close(): void {
    for (const socket of this.waiting.values()) socket.destroy();
  }

  /** The code of the error; undefined when there was none. */
  private async connectTo(folder: string): Promise<unknown> {
    if (this.waiting.has(folder)) return undefined;
    return withSocketPath(
      folder,
      OWNER_SOCKET,
      (path) =>
        new Promise((resolve) => {
          const socket = connect(path);
          socket.on('error', (error) => resolve(codeOf(error) ?? 'unknown'));
          socket.once('connect', () => {
            this.waiting.set(folder, socket);
            socket.once('close', () => this.waiting.delete(folder));
            socket.resume().unref();
            resolve(undefined);
          });
        }),
    );
  }
}

/** As in a folder that was copied back from a backup. */
async function hasNoSocket(folder: string): Promise<boolean> {
  return lstat(join(folder, OWNER_SOCKET)).then(
    () => false,
    (error: unknown) => codeOf(error) === 'ENOENT',
  );
}

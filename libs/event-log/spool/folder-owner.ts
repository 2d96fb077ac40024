import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { codeOf } from '#service';
import { OWNER_SOCKET, OwnerProbe } from './owner-probe.js';
import { withSocketPath } from './short-path.js';
import { SpoolUnusable } from './spool-errors.js';
import { syncFolder } from './sync-folder.js';

/** Somebody who clears up may take an unfinished folder for a dead one's; so often in a row is no accident. */
const MAX_ATTEMPTS = 5;

/**
 * A folder that is its process' own, for as long as the process lives: the process listens on a socket in it, so the
 * kernel alone says who lives, also of one that is stopped, or runs in another container.
 */
export class FolderOwner {
  private constructor(
    readonly folder: string,
    private readonly server: Server,
  ) {}

  /**
   * Makes the folder `name`. It is never to be seen without its owner: it is made under another name, which tells
   * others only that it holds nothing yet.
   */
  static async claim(within: string, name: string): Promise<FolderOwner> {
    const folder = join(within, name);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const server = await makeOwned(join(within, `.new-${name}-${attempt}`), folder);
      if (server === undefined) continue;
      const owner = new FolderOwner(folder, server);
      await owner.verify();
      await syncFolder(within);
      return owner;
    }
    throw new SpoolUnusable(
      `${within} is cleared by somebody while callboard starts: give it a DATA_DIR of its own.`,
    );
  }

  /** Removes the folder where nothing is left in it; from then on the rest of it is anybody's. */
  async release(isEmpty: boolean): Promise<void> {
    if (isEmpty) {
      await rm(join(this.folder, OWNER_SOCKET), { force: true });
      // Something else lies in it, or somebody has taken it over this moment.
      await rmdir(this.folder).catch(() => undefined);
    }
    await closed(this.server);
  }

  private async verify(): Promise<void> {
    const probe = new OwnerProbe();
    const isReached = await probe.isReached(this.folder);
    probe.close();
    if (isReached) return;
    await this.release(true);
    throw new SpoolUnusable(
      `${this.folder}: its file system loses a socket when its folder is renamed. Set DATA_DIR to a folder on a disk of this machine.`,
    );
  }
}

/** Undefined: somebody has taken it away before it was finished. */
async function makeOwned(unfinished: string, folder: string): Promise<Server | undefined> {
  let server: Server | undefined;
  try {
    await mkdir(unfinished, { mode: 0o700 });
    server = await withSocketPath(unfinished, OWNER_SOCKET, (path) => listenAt(path, dirname(folder)));
    await rename(unfinished, folder);
    return server;
  } catch (error) {
    if (server !== undefined) await closed(server);
    if (codeOf(error) === 'ENOENT') return undefined;
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

function listenAt(path: string, folder: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((visitor) => visitor.on('error', () => undefined).destroy());
    server.once('error', (error) => reject(codeOf(error) === 'ENOENT' ? error : noSockets(folder, error)));
    server.listen(path, () => {
      server.on('error', () => undefined).unref();
      resolve(server);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function noSockets(folder: string, cause: Error): SpoolUnusable {
  return new SpoolUnusable(
    `The file system of ${folder} can't hold a socket, which callboard needs to keep events while Redis is away ` +
      `(${cause.message}). Set DATA_DIR to a folder on a disk of this machine.`,
    { cause },
  );
}

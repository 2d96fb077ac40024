import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpoolUnusable } from './spool-errors.js';

/** A socket's path may take 107 bytes on Linux and 103 on macOS; longer ones are cut off or refused. */
const MAX_SOCKET_PATH = 103;

/**
 * Runs `use` with a path of a socket in a folder that is short enough, which is the real one where possible and leads
 * through a link in the temporary folder otherwise. The path is not to be used afterwards.
 */
export async function withSocketPath<T>(
  folder: string,
  name: string,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const path = join(folder, name);
  if (fits(path)) return use(path);
  const place = await mkdtemp(join(tmpdir(), 'callboard-socket-')).catch((cause: unknown) => {
    throw new SpoolUnusable(
      `${folder} is a path too long for a socket, and ${tmpdir()}, where a short way to it would be made, can't be written: ` +
        `set DATA_DIR to a shorter path, or TMPDIR to a folder that can be written.`,
      { cause },
    );
  });
  try {
    const link = join(place, 'to');
    const linked = join(link, name);
    if (!fits(linked)) {
      throw new SpoolUnusable(
        `The paths of ${folder} and of the temporary folder ${tmpdir()} are both too long for a socket: ` +
          `set DATA_DIR or TMPDIR to a shorter one.`,
      );
    }
    await symlink(folder, link);
    return await use(linked);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH;
}

import { open } from 'node:fs/promises';

/** Resolves when the names in a folder are on disk: a file that was synced is lost all the same while its name is not. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '#service';
import { WishError } from './options.js';

/** The files that are meant, in the order they are to be read, which for an archive is that of its days. */
export async function filesIn(places: readonly string[]): Promise<string[]> {
  const found = await Promise.all(places.map(filesAt));
  return found.flat();
}

async function filesAt(place: string): Promise<string[]> {
  if (!(await isFolder(place))) return [place];
  const entries = await readdir(place, { recursive: true });
  const files = entries.filter((name) => /\.ndjson(\.gz)?$/.test(name));
  if (files.length === 0) throw new WishError(`There is no *.ndjson and no *.ndjson.gz in ${place}.`);
  return files.toSorted().map((name) => join(place, name));
}

async function isFolder(place: string): Promise<boolean> {
  try {
    return (await stat(place)).isDirectory();
  } catch (error) {
    throw codeOf(error) === 'ENOENT' ? new WishError(`There is no ${place}.`) : error;
  }
}

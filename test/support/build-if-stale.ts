import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Builds the services and tools, when a source is newer than what was built of it. */
export async function buildIfStale(): Promise<void> {
  const sources = await Promise.all(['apps/ingest', 'apps/projector', 'libs', 'tools'].map(newestIn));
  const built = await changedAt('dist/apps/projector/main.js');
  if (built > Math.max(...sources)) return;
  await promisify(execFile)(process.execPath, [
    'node_modules/typescript/bin/tsc',
    '-p',
    'tsconfig.build.json',
  ]);
}

async function newestIn(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  return Math.max(...(await Promise.all(sources.map((file) => changedAt(join(folder, file))))));
}

async function changedAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '#service';
import { StartError } from './start-error.js';

/** Makes this process the only one that runs on a data folder; resolves to what gives it free again. */
export async function takeLock(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'start.pid');
  const holder = await takeOrHolder(file);
  if (holder !== undefined) throw new StartError(alreadyRunning(dataDir, file, holder));
  return () => rm(file, { force: true });
}

/** A live process, not this one. After a restart in a container an earlier run may have had our own number. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function takeOrHolder(file: string): Promise<number | undefined> {
  try {
    await writeFile(file, `${process.pid}\n`, { flag: 'wx' });
    return undefined;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  if (isAlive(holder)) return holder;
  await rm(file, { force: true });
  return takeOrHolder(file);
}

function alreadyRunning(dataDir: string, file: string, pid: number): string {
  return (
    `Callboard already runs on ${dataDir} (process ${pid}). Stop it first, or start another beside it on data and ports ` +
    'of its own: DATA_DIR=.callboard-2 INGEST_PORT=8010 GATEWAY_PORT=8090 PROJECTOR_PORT=0 npm start\n' +
    `If process ${pid} is something else, delete ${file}.`
  );
}

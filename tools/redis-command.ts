import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from './start-error.js';

/** What runs a Redis on this machine. */
export type RedisCommand = { readonly kind: 'binary'; readonly path: string } | { readonly kind: 'docker' };

/** Where there is no server to run, and what docker-compose.yml runs. */
export const REDIS_IMAGE = 'redis:8-bookworm';

const OLDEST_MAJOR = 7;

/** A `redis-server` or `valkey-server` on the PATH that is new enough. */
export async function findRedis(): Promise<RedisCommand | undefined> {
  for (const name of ['redis-server', 'valkey-server']) {
    const path = await onPath(name);
    if (path !== undefined && majorIn(await outputOf(path, ['--version'])) >= OLDEST_MAJOR)
      return { kind: 'binary', path };
  }
  return undefined;
}

/** Finds what runs a Redis; else installs it, where that needs no password; else takes Docker. Says what it does. */
export async function ensureRedis(say: (line: string) => void): Promise<RedisCommand> {
  const found = (await findRedis()) ?? (await installRedis(say));
  if (found !== undefined) return found;
  if (await succeeds('docker', ['info'])) {
    say(`no redis-server on this machine: running ${REDIS_IMAGE} with Docker`);
    if (!(await succeeds('docker', ['image', 'inspect', REDIS_IMAGE])))
      await succeeds('docker', ['pull', REDIS_IMAGE]);
    return { kind: 'docker' };
  }
  throw new StartError(
    `Redis ${OLDEST_MAJOR} or newer is missing. Install it (Debian, Ubuntu: sudo apt-get install redis-server; ` +
      'macOS: brew install redis), or start Docker, or set REDIS_URL to a Redis that runs elsewhere.',
  );
}

/** The major version in `Redis server v=7.0.15 sha=...` or `Valkey server v=8.1.0 ...`; 0 when it says none. */
export function majorIn(version: string): number {
  return Number(/\bv=(\d+)\./.exec(version)?.[1] ?? 0);
}

async function installRedis(say: (line: string) => void): Promise<RedisCommand | undefined> {
  if (process.getuid?.() === 0 && (await onPath('apt-get')) !== undefined) {
    say('no redis-server on this machine: installing it with apt-get');
    await succeeds('apt-get', ['update', '-qq']);
    await succeeds('apt-get', ['install', '-y', '-qq', 'redis-server']);
  } else if ((await onPath('brew')) !== undefined) {
    say('no redis-server on this machine: installing it with brew');
    await succeeds('brew', ['install', 'redis']);
  }
  return findRedis();
}

async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    const isExecutable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isExecutable) return path;
  }
  return undefined;
}

const run = promisify(execFile);

async function outputOf(command: string, args: readonly string[]): Promise<string> {
  return run(command, [...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return run(command, [...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).then(
    () => true,
    () => false,
  );
}

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askRedis, loopbackRedis } from './ask-redis.js';
import { freePort } from './free-port.js';
import { endLeftover, forgetServer, noteServer } from './leftover-redis.js';
import { REDIS_IMAGE, type RedisCommand } from './redis-command.js';
import { StartError } from './start-error.js';

export interface PrivateRedisOptions {
  readonly command: RedisCommand;
  /** Its own folder: append-only file, log, and a note of where it listens. */
  readonly folder: string;
  /** Default: any free one. */
  readonly port?: number;
  /** Further arguments of the server, such as `['--maxmemory', '50mb']`. */
  readonly args?: readonly string[];
}

/** A Redis of our own on loopback; it outlives a Ctrl-C at the terminal until it is stopped. */
export interface PrivateRedis {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  /** Settles when the server has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends it in order and waits. */
  stop(): Promise<void>;
  /** Ends it as a crash would, and waits. */
  kill(): Promise<void>;
}

/** Arguments of a server that keeps what it answered for, and refuses rather than forgets when it is full. */
export const LASTING: readonly string[] = Object.entries({
  '--appendonly': 'yes',
  '--appendfsync': 'everysec',
  '--maxmemory-policy': 'noeviction',
  '--save': '',
}).flat();

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 20_000;

/** Starts a server and resolves once it answers. One that an earlier run left on the same folder is ended first. */
export async function startPrivateRedis(options: PrivateRedisOptions): Promise<PrivateRedis> {
  const folder = resolve(options.folder);
  await mkdir(folder, { recursive: true });
  await endLeftover(folder);
  const port = options.port ?? (await freePort());
  const server = await spawnServer({ args: [], ...options, folder, port });
  await untilItAnswers(server, port, folder);
  await noteServer(folder, port);
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    server.child.kill(signal);
    const slow = setTimeout(() => server.child.kill('SIGKILL'), STOP_DEADLINE_MS);
    await server.ended;
    clearTimeout(slow);
  };
  return {
    pid: server.child.pid ?? 0,
    port,
    url: loopbackRedis(port),
    ended: server.ended,
    stop: () => end('SIGTERM').then(() => forgetServer(folder)),
    kill: () => end('SIGKILL'),
  };
}

interface Server {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}

async function spawnServer(options: Required<PrivateRedisOptions>): Promise<Server> {
  const log = await open(logIn(options.folder), 'w');
  const [command, args] = commandLine(options);
  const child = spawn(command, args, {
    // A session of its own: Ctrl-C must not end it before those who still write to it.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    // Lua compares ranks in the server's locale; this one compares bytes.
    env: { ...process.env, LC_ALL: 'C' },
  });
  const endWithUs = () => child.kill('SIGTERM');
  process.once('exit', endWithUs);
  const ended = new Promise<void>((settle) => {
    for (const event of ['exit', 'error']) child.once(event, () => settle());
  });
  await log.close();
  return { child, ended: ended.then(() => void process.off('exit', endWithUs)) };
}

function commandLine(options: Required<PrivateRedisOptions>): readonly [string, readonly string[]] {
  const { command, folder, port } = options;
  const args = [...LASTING, ...options.args];
  if (command.kind === 'binary') {
    return [command.path, ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...args]];
  }
  const user = process.getuid === undefined ? [] : [`--user=${process.getuid()}:${process.getgid?.() ?? 0}`];
  const place = [`--publish=127.0.0.1:${port}:6379`, `--volume=${folder}:/data`, '--env=LC_ALL=C', ...user];
  const server = ['redis-server', '--dir', '/data', '--protected-mode', 'no', ...args];
  return ['docker', ['run', '--rm', ...place, REDIS_IMAGE, ...server]];
}

async function untilItAnswers({ child }: Server, port: number, folder: string): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  const hasEnded = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  while (!hasEnded() && Date.now() < deadline) {
    const answer = await askRedis(loopbackRedis(port), (redis) => redis.ping());
    if (answer !== undefined && !hasEnded()) return;
    await delay(25);
  }
  child.kill('SIGKILL');
  const log = await readFile(logIn(folder), 'utf8');
  const lastWords = log.trim().split('\n').slice(-5).join('\n');
  throw new StartError(`The private Redis did not start. Its last words:\n${lastWords}`);
}

function logIn(folder: string): string {
  return join(folder, 'redis.log');
}

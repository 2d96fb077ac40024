import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../tools/free-port.js';
import { endWithUs } from './end-with-us.js';

export interface IngestWishes {
  readonly redisUrl: string;
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** An ingest as a process of its own. */
export interface RunningIngest {
  readonly url: string;
  readonly pid: number;
  /** Ends it as a crash would, and waits. */
  readonly kill: () => Promise<void>;
  /** Ends it in order, and waits. */
  readonly stop: () => Promise<void>;
  /** How it ended: a signal, or an exit code. */
  readonly ended: Promise<NodeJS.Signals | number | null>;
  readonly logged: () => string;
}

/** Starts the built ingest; resolves when it listens. */
export async function runIngest({ redisUrl, dataDir, env }: IngestWishes): Promise<RunningIngest> {
  const port = await freePort();
  const own = { REDIS_URL: redisUrl, DATA_DIR: dataDir, INGEST_PORT: String(port), LOG_FORMAT: 'json' };
  const child = spawn(process.execPath, ['dist/apps/ingest/main.js'], {
    env: { ...process.env, ...own, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let logged = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      // A line for each event, of which nobody here asks.
      logged += text.replaceAll(/^.*"message":"event stored".*\n/gm, '');
      child.emit('logged');
    });
  const ended = once(child, 'close').then(() => child.signalCode ?? child.exitCode);
  void ended.then(endWithUs(child.pid ?? 0));
  const isUp = (): boolean => logged.includes('listening on');
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  while (!isUp() && !hasEnded()) await Promise.race([once(child, 'logged'), ended]);
  if (!isUp()) throw new Error(`the ingest ended:\n${logged}`);
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    ended,
    logged: () => logged,
  };
}

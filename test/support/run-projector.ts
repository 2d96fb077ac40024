import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endWithUs } from './end-with-us.js';

/** A projector as a process of its own. */
export interface RunningProjector {
  /** Ends it as a crash would. */
  readonly kill: () => void;
  /** Ends it in order, and waits. */
  readonly stop: () => Promise<void>;
  /** How it ended: a signal, or an exit code. */
  readonly ended: Promise<NodeJS.Signals | number | null>;
  readonly logged: () => string;
}

/** Starts the built projector, with these settings besides; resolves when it reads. */
export async function runProjector(
  redisUrl: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningProjector> {
  const child = spawn(process.execPath, ['dist/apps/projector/main.js'], {
    env: { ...process.env, REDIS_URL: redisUrl, PROJECTOR_PORT: '0', LOG_FORMAT: 'json', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let logged = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      logged += text;
      child.emit('logged');
    });
  const ended = once(child, 'close').then(() => child.signalCode ?? child.exitCode);
  void ended.then(endWithUs(child.pid ?? 0));
  const isUp = (): boolean => logged.includes('listening on');
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  while (!isUp() && !hasEnded()) await Promise.race([once(child, 'logged'), ended]);
  if (!isUp()) throw new Error(`the projector ended:\n${logged}`);
  return {
    kill: () => void child.kill('SIGKILL'),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
    ended,
    logged: () => logged,
  };
}

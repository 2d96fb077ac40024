import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { endWithUs } from '../end-with-us.js';

/** A gateway as a process of its own, which can be killed. */
export interface RunningGateway {
  readonly url: string;
  /** Ends it as a crash would, and waits. */
  kill(): Promise<void>;
  /** Starts it again, on the same port; resolves when it serves. */
  start(): Promise<void>;
}

/** Starts the built gateway on a port. All it knows is in that Redis. */
export async function runGateway(
  port: number,
  redisUrl: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningGateway> {
  const url = `http://localhost:${port}`;
  const env = { ...process.env, ...settings, REDIS_URL: redisUrl, GATEWAY_PORT: String(port) };
  let child = spawnGateway(env);
  await untilReady(url, child);
  return {
    url,
    start: async () => {
      child = spawnGateway(env);
      await untilReady(url, child);
    },
    kill: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function spawnGateway(env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(process.execPath, ['dist/apps/gateway/main.js'], { env, stdio: 'ignore' });
  child.once('exit', endWithUs(child.pid ?? 0));
  return child;
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    if (child.exitCode !== null)
      throw new Error('the gateway ended before it was ready; is dist up to date?');
    await delay(50);
  }
}

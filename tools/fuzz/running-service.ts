import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '../child-service.js';
import { freePort } from '../free-port.js';
import { StartError } from '../start-error.js';
import { ask } from './ask.js';

/** One of the built services as a process of its own, to be looked at from outside. */
export interface RunningService {
  readonly name: ServiceName;
  readonly pid: number;
  readonly url: string;
  /** How it ended, its last words among it; `undefined` while it runs. */
  readonly ended: () => string | undefined;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const LAST_WORDS = 4_000;

/** Starts a service on any free port; resolves when it is ready. It ends when this process does. */
export async function runBuiltService(name: ServiceName, env: NodeJS.ProcessEnv): Promise<RunningService> {
  const port = await freePort();
  const child = spawn(process.execPath, [`dist/apps/${name}/main.js`], {
    env: { ...process.env, ...env, LOG_FORMAT: 'json', [`${name.toUpperCase()}_PORT`]: String(port) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-LAST_WORDS);
    });
  const closed = once(child, 'close');
  const ended = () =>
    child.exitCode === null && child.signalCode === null
      ? undefined
      : `${name} ended (${child.signalCode ?? child.exitCode}): ${words}`;
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + READY_WITHIN_MS;
  while ((await ask(`${url}/readyz`)).status !== 200) {
    if (ended() !== undefined || performance.now() > deadline)
      throw new StartError(ended() ?? `${name} is not ready`);
    await delay(50);
  }
  return {
    name,
    pid: child.pid ?? 0,
    url,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

/** What the main thread has computed so far, in ms; `undefined` where the system does not say. */
export async function computedMs(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/task/${pid}/stat`, 'latin1').catch(() => undefined);
  // Behind the name in brackets, which may hold anything; ticks of 10 ms.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined ? undefined : 10 * (Number(fields[11]) + Number(fields[12]));
}

/** Memory that a process holds, in MB; 0 where the system does not say. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

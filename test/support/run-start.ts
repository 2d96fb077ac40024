import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** `npm start` as a process of a spec's own. */
export interface RunningStart {
  /** Resolves to all it has printed so far, once that matches; rejects when it ends before. */
  printed(pattern: RegExp): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Resolves when it has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** Starts what `npm start` runs once everything is built, on any free ports unless told otherwise. */
export function runStart(env: NodeJS.ProcessEnv): RunningStart {
  const anyPorts = {
    INGEST_PORT: '0',
    GATEWAY_PORT: '0',
    PROJECTOR_PORT: '0',
    REDIS_URL: '',
    REDIS_CLUSTER_NODES: '',
  };
  const child = spawn(process.execPath, ['dist/tools/start.js'], {
    env: { ...process.env, ...anyPorts, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      child.emit('printed');
    });
  }
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, output }));
  return {
    ended,
    signal: (signal) => void child.kill(signal),
    printed: async (pattern) => {
      const gone = ended.then(() =>
        Promise.reject(new Error(`ended without printing ${pattern}:\n${output}`)),
      );
      while (!pattern.test(output)) await Promise.race([once(child, 'printed'), gone]);
      gone.catch(() => {});
      return output;
    },
  };
}

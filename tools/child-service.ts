import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type ServiceName = 'ingest' | 'projector' | 'gateway';

/** One of our services as a child process. */
export interface ChildService {
  readonly name: ServiceName;
  /** Resolves when it has ended, with how, in words, its last words among them. */
  readonly ended: Promise<string>;
  /** Asks it to drain and waits; ends it when it takes too long. */
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}

/** Longer than a service gives itself to drain. */
const STOP_DEADLINE_MS = 15_000;

/** Starts the built service. What it prints passes through; it goes when this process goes, however that ends. */
export function startChildService(name: ServiceName, env: NodeJS.ProcessEnv): ChildService {
  const main = fileURLToPath(new URL(`../apps/${name}/main.js`, import.meta.url));
  const child = spawn(process.execPath, ['--enable-source-maps', main], {
    // A session of its own, so that Ctrl-C reaches it once and through us; the ipc channel tells it when we are gone.
    detached: true,
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    env,
  });
  let lastWords = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk);
    lastWords = (lastWords + chunk.toString()).slice(-2000);
  });
  const ended = once(child, 'close').then(([code, signal]: unknown[]) =>
    describeEnd(name, code, signal, lastWords),
  );
  return {
    name,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      const slow = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
      await ended;
      clearTimeout(slow);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

function describeEnd(name: ServiceName, code: unknown, signal: unknown, lastWords: string): string {
  const how =
    typeof signal === 'string' ? `was ended by ${signal}` : `stopped by itself (exit code ${String(code)})`;
  const words = lastWords.trim();
  return `The ${name} ${how}${words === '' ? '.' : `:\n${words}`}`;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../../tools/free-port.js';
import { endWithUs } from '../end-with-us.js';
import { eventually } from '../eventually.js';
import type { Store } from '../store-for-specs.js';

/** A built gateway as a process of its own, that can be killed. */
export interface GatewayProcess {
  readonly url: string;
  /** As `kill -9` does. */
  kill(): Promise<void>;
  /** Asks it to end, and resolves with its exit code. */
  end(): Promise<number | null>;
}

/** Starts it on a port, any free one by default, and resolves when it serves. */
export async function startGatewayProcess(redis: Pick<Store, 'env'>, port?: number): Promise<GatewayProcess> {
  const gatewayPort = port ?? (await freePort());
  const child = spawn(process.execPath, ['dist/apps/gateway/main.js'], {
    env: { ...process.env, ...redis.env, GATEWAY_PORT: String(gatewayPort) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  void ended.then(endWithUs(child.pid ?? 0));
  const url = `http://localhost:${gatewayPort}`;
  await eventually(
    () =>
      fetch(`${url}/readyz`).then(
        ({ status }) => status,
        () => 0,
      ),
    (status) => status === 200,
  );
  return {
    url,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    end: async () => {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
  };
}

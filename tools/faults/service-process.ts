import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { endWithUs } from '../../test/support/end-with-us.js';

export interface ServiceProcessOptions {
  /** For people: `projector 2`. */
  readonly name: string;
  /** What node runs, from the project's folder. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where it says that it is ready. */
  readonly readyUrl: string;
  /** What it prints is added to this file. */
  readonly logFile: string;
}

const READY_DEADLINE_MS = 120_000;

/** A service as a process of its own, to be hurt. It goes when this process goes, however that ends. */
export class ServiceProcess {
  private child: ChildProcess | undefined;

  constructor(private readonly options: ServiceProcessOptions) {}

  get name(): string {
    return this.options.name;
  }

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    const { child } = this;
    return child === undefined || hasEnded(child) ? undefined : child.pid;
  }

  /** Starts it, without waiting for anything. */
  async spawn(): Promise<void> {
    const { script, env, logFile } = this.options;
    const log = await open(logFile, 'a');
    // A session of its own: Ctrl-C at the terminal reaches it through us, after we have looked at it.
    const child = spawn(process.execPath, [script], {
      env: { ...process.env, ...env },
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
    });
    child.once('exit', endWithUs(child.pid ?? 0));
    this.child = child;
    await log.close();
  }

  /** Starts it, and resolves when it is ready. */
  async start(): Promise<void> {
    await this.spawn();
    await this.untilReady();
  }

  async untilReady(): Promise<void> {
    const deadline = performance.now() + READY_DEADLINE_MS;
    while (!(await this.isReady())) {
      if (this.pid === undefined)
        throw new Error(`${this.name} ended before it was ready: ${this.options.logFile}`);
      if (performance.now() > deadline) throw new Error(`${this.name} is not ready: ${this.options.logFile}`);
      await delay(50);
    }
  }

  async isReady(): Promise<boolean> {
    if (this.pid === undefined) return false;
    const answer = await fetch(this.options.readyUrl, { signal: AbortSignal.timeout(2_000) }).catch(
      () => undefined,
    );
    await answer?.arrayBuffer().catch(() => undefined);
    return answer?.ok === true;
  }

  /** As `kill -9` does; resolves when it is gone. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || hasEnded(child)) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Holds it where it stands, between two instructions. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

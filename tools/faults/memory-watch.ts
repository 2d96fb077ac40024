import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ServiceProcess } from './service-process.js';

const EVERY_MS = 1_000;

export interface MemorySample {
  /** `performance.now()` of its taking. */
  readonly at: number;
  readonly name: string;
  readonly mb: number;
}

/** Notes the resident memory of processes, each second. */
export class MemoryWatch {
  readonly samples: MemorySample[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly processes: readonly ServiceProcess[]) {
    this.timer = setInterval(() => void this.sample(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  peaks(): { name: string; mb: number }[] {
    const peaks = new Map<string, number>();
    for (const { name, mb } of this.samples) peaks.set(name, Math.max(mb, peaks.get(name) ?? 0));
    return [...peaks].map(([name, mb]) => ({ name, mb }));
  }

  private async sample(): Promise<void> {
    const names = new Map(
      this.processes.flatMap(({ pid, name }) => (pid === undefined ? [] : [[pid, name] as const])),
    );
    if (names.size === 0) return;
    const at = performance.now();
    for (const line of (await residentKb([...names.keys()])).split('\n')) {
      const [pid, kb] = line.trim().split(/\s+/).map(Number);
      const name = names.get(pid ?? 0);
      if (name !== undefined && kb !== undefined) this.samples.push({ at, name, mb: kb / 1024 });
    }
  }
}

/** A process may have gone meanwhile, which `ps` takes for a failure. */
async function residentKb(pids: readonly number[]): Promise<string> {
  return promisify(execFile)('ps', ['-o', 'pid=,rss=', '-p', pids.join()]).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

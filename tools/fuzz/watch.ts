import { setTimeout as delay } from 'node:timers/promises';
import { ask } from './ask.js';
import { computedMs, residentMb, type RunningService } from './running-service.js';

/** What was seen of a service while it was watched. */
export interface Seen {
  readonly name: string;
  /** The longest it computed without answering whether it lives. */
  readonly longestStallMs: number;
  /** The same by the clock, which goes on also while others have the processor. */
  readonly longestWaitMs: number;
  readonly mbBefore: number;
  readonly mbMost: number;
  /** What went wrong, in sentences. */
  readonly faults: readonly string[];
}

const PROBE_EVERY_MS = 100;
const MOST_STALL_MS = 1_000;

/** Asks a service every 100 ms whether it lives, until told to stop. */
export class Watch {
  private isOn = true;
  private longestStallMs = 0;
  private longestWaitMs = 0;
  private mbMost = 0;
  private readonly faults: string[] = [];
  private readonly done: Promise<void>;

  private constructor(
    private readonly service: RunningService,
    private readonly mbBefore: number,
  ) {
    this.mbMost = mbBefore;
    this.done = this.run();
  }

  static async of(service: RunningService): Promise<Watch> {
    return new Watch(service, await residentMb(service.pid));
  }

  async stop(): Promise<Seen> {
    this.isOn = false;
    await this.done;
    const { longestStallMs, longestWaitMs, mbBefore, mbMost, faults } = this;
    return { name: this.service.name, longestStallMs, longestWaitMs, mbBefore, mbMost, faults };
  }

  private async run(): Promise<void> {
    while (this.isOn) {
      await this.probe();
      await delay(PROBE_EVERY_MS);
    }
  }

  private async probe(): Promise<void> {
    const { pid, url, name } = this.service;
    const [before, startedAt] = [await computedMs(pid), performance.now()];
    const { status, text } = await ask(`${url}/healthz`);
    const waitedMs = performance.now() - startedAt;
    const after = await computedMs(pid);
    const stalledMs =
      before === undefined || after === undefined ? waitedMs : Math.min(after - before, waitedMs);
    this.longestWaitMs = Math.max(this.longestWaitMs, Math.round(waitedMs));
    this.longestStallMs = Math.max(this.longestStallMs, Math.round(stalledMs));
    this.mbMost = Math.max(this.mbMost, await residentMb(pid));
    const ended = this.service.ended();
    if (ended !== undefined) {
      this.faults.push(ended);
      this.isOn = false;
    } else if (status !== 200) this.faults.push(`${name} answered ${status} to /healthz: ${text}`);
    else if (stalledMs > MOST_STALL_MS)
      this.faults.push(`${name} computed for ${Math.round(stalledMs)} ms without answering /healthz`);
  }
}

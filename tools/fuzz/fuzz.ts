import { ask } from './ask.js';
import { Bodies, MAX_BODY_BYTES } from './bodies.js';
import { expectedOf, storedContent } from './expected.js';
import { startFuzzedServices, type FuzzedServices } from './fuzzed-services.js';
import { Judge } from './judge.js';
import type { FuzzOptions } from './options.js';
import { smallest } from './smallest.js';
import { Watch, type Seen } from './watch.js';

/** Something that should not have happened, and the bodies among which its cause is. */
export interface Failure {
  readonly what: string;
  readonly bodies: readonly number[];
  /** The smallest body found that still fails alone. */
  readonly smallest?: Buffer;
}

export interface FuzzResult {
  readonly posted: number;
  readonly answers: ReadonlyMap<number, number>;
  readonly calls: number;
  /** Calls compared with the reference fold. */
  readonly compared: number;
  readonly seen: readonly Seen[];
  readonly failures: readonly Failure[];
  readonly seconds: number;
}

/** Posted between two looks at what stands; what they made is deleted then, or Redis would hold all of it. */
const ROUND = 10_000;
const AT_ONCE = 16;
/** Calls of a round: folding all that was said of one again costs more than all else of its bodies together. */
const MAX_COMPARED = 100;
/** What a process may hold beyond what it began with: bodies of 16 posts, remembered ranks and messages. */
const MAX_GROWTH_MB = 700;

/** Posts a seed's bodies to services of their own, and looks at what comes of it. Rejects when these don't start. */
export async function fuzz(options: FuzzOptions, say: (line: string) => void): Promise<FuzzResult> {
  const services = await startFuzzedServices({ MAX_BODY_BYTES: String(MAX_BODY_BYTES) });
  const judge = new Judge(services.redisUrl, services.gateway.url);
  const run = new Run(options, services, judge);
  try {
    return await run.all(say);
  } finally {
    judge.close();
    await services.stop();
  }
}

class Run {
  private readonly bodies: Bodies;
  private readonly answers = new Map<number, number>();
  private readonly failures: Failure[] = [];
  private readonly startedAt = performance.now();
  private posted = 0;
  private calls = 0;
  private compared = 0;

  constructor(
    private readonly options: FuzzOptions,
    private readonly services: FuzzedServices,
    private readonly judge: Judge,
  ) {
    this.bodies = new Bodies(options.seed);
  }

  async all(say: (line: string) => void): Promise<FuzzResult> {
    const { ingest, projector, gateway } = this.services;
    const watches = await Promise.all([ingest, projector, gateway].map((service) => Watch.of(service)));
    const numbers =
      this.options.only.length > 0
        ? this.options.only
        : Array.from({ length: this.options.bodies }, (_, number) => number);
    for (let i = 0; i < numbers.length && this.failures.length === 0; i += ROUND) {
      await this.round(numbers.slice(i, i + ROUND));
      say(`${this.posted} posted, ${this.calls} calls, ${this.compared} compared, ${this.seconds()} s`);
    }
    const seen = await Promise.all(watches.map((watch) => watch.stop()));
    for (const { name, faults, mbBefore, mbMost } of seen) {
      const grown = mbMost - mbBefore;
      const all = grown > MAX_GROWTH_MB ? [...faults, `${name} grew by ${grown} MB`] : faults;
      for (const what of all) this.failures.push({ what, bodies: [] });
    }
    const { posted, answers, calls, compared, failures } = this;
    return { posted, answers, calls, compared, seen, failures, seconds: this.seconds() };
  }

  private async round(numbers: readonly number[]): Promise<void> {
    const accepted = new Map<string, number[]>();
    const waiting = numbers.values();
    const postAll = async (): Promise<void> => {
      for (const number of waiting) {
        if (this.hasEnded()) return;
        await this.post(number, accepted);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, postAll));
    this.calls += accepted.size;
    const stuck = await this.judge.drained(() => this.hasEnded());
    for (const what of stuck) this.failures.push({ what, bodies: numbers });
    if (this.hasEnded()) return;
    for (const [call, ofCall] of sampled([...accepted], MAX_COMPARED)) await this.compare(call, ofCall);
    const others = [
      ...(await this.judge.faultsOfPages(new Set(accepted.keys()))),
      ...(await this.judge.faultsOfLetters()),
    ];
    for (const what of others) this.failures.push({ what, bodies: numbers });
    if (this.failures.length === 0) await this.judge.clear();
  }

  private async post(number: number, accepted: Map<string, number[]>): Promise<void> {
    const body = this.bodies.make(number);
    const { status, call } = expectedOf(body, MAX_BODY_BYTES);
    const answer = await ask(`${this.services.ingest.url}/webhook`, body);
    this.posted++;
    this.answers.set(answer.status, (this.answers.get(answer.status) ?? 0) + 1);
    if (call !== undefined) accepted.set(call, [...(accepted.get(call) ?? []), number]);
    if (answer.status === status) return;
    const what = `body ${number} was answered ${answer.status}, not ${status}: ${answer.text.slice(0, 300)}`;
    const isSo = async (smaller: Buffer) => {
      const { status: wanted } = expectedOf(smaller, MAX_BODY_BYTES);
      return (await ask(`${this.services.ingest.url}/webhook`, smaller)).status !== wanted;
    };
    this.failures.push({ what, bodies: [number], smallest: await smallest(body, isSo) });
  }

  private async compare(call: string, numbers: readonly number[]): Promise<void> {
    const contents = numbers.map((number) => storedContent(this.bodies.make(number)));
    this.compared++;
    for (const fault of await this.judge.faultsOfCall(call, contents))
      this.failures.push({ what: `call ${JSON.stringify(call)}: ${fault}`, bodies: numbers });
  }

  private hasEnded(): boolean {
    const { ingest, projector, gateway } = this.services;
    return [ingest, projector, gateway].some((service) => service.ended() !== undefined);
  }

  private seconds(): number {
    return Math.round((performance.now() - this.startedAt) / 1000);
  }
}

/** Evenly over all of them. */
function sampled<T>(items: readonly T[], most: number): T[] {
  const step = Math.max(items.length / most, 1);
  return items.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

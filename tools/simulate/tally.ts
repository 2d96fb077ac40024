import type { Answer } from './post-webhook.js';

/** What became of the webhooks of a run. */
export class Tally {
  calls = 0;
  accepted = 0;
  refused = 0;
  lost = 0;
  private readonly answerMs: number[] = [];

  count(answer: Answer): void {
    if (answer.kind === 'lost') {
      this.lost += 1;
      return;
    }
    this.answerMs.push(answer.ms);
    if (answer.status === 200) this.accepted += 1;
    else this.refused += 1;
  }

  get isEmpty(): boolean {
    return this.accepted + this.refused === 0;
  }

  get isFlawless(): boolean {
    return this.refused + this.lost === 0;
  }

  /** Two lines for the end of a run. */
  summary(): string {
    const webhooks = this.accepted + this.refused + this.lost;
    const others = [
      this.refused > 0 ? `${this.refused} answered otherwise` : '',
      this.lost > 0 ? `${this.lost} not answered` : '',
    ].filter((part) => part !== '');
    const answers = [`${this.accepted} answered 200`, ...others].join(', ');
    const [p50, p95] = [percentile(this.answerMs, 0.5), percentile(this.answerMs, 0.95)];
    return [
      `${plural(this.calls, 'call')}, ${plural(webhooks, 'webhook')}: ${answers}`,
      `answer time: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
    ].join('\n');
  }
}

/** The smallest value that this share of all is not above; 0 of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** `1 call`, `2 calls`. */
export function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

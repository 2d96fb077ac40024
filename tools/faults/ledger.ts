import { createHash } from 'node:crypto';
import type { Posting } from './schedule.js';

/** What became of a webhook: answered with a status, or not answered. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly ms: number }
  | { readonly kind: 'unanswered'; readonly reason: string };

/** A webhook that was posted, once. Two with one body have one hash. */
export interface Sent {
  readonly call: string;
  readonly hash: string;
  readonly body: string;
  readonly outcome: Outcome;
  /** `performance.now()` when its outcome was known. */
  readonly answeredAt: number;
}

/** Every webhook that was posted, and what was said to it: the sender's side of the promise. */
export class Ledger {
  readonly sent: Sent[] = [];

  note({ call, body }: Posting, outcome: Outcome): void {
    this.sent.push({
      call,
      body,
      hash: createHash('sha256').update(body).digest('hex'),
      outcome,
      answeredAt: performance.now(),
    });
  }
}

export function isAccepted({ outcome }: Sent): boolean {
  return outcome.kind === 'answered' && outcome.status === 200;
}

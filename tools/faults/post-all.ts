import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from '#service';
import type { Ledger, Outcome } from './ledger.js';
import type { Posting } from './schedule.js';

export interface Sender {
  /** Where the ingests listen; a balancer would take them in turn as well. */
  readonly urls: readonly string[];
  readonly ledger: Ledger;
  readonly stop: AbortSignal;
}

/** Like Interactly: one attempt, and twenty seconds to answer. */
const TIMEOUT_MS = 20_000;
/** Webhooks on their way at once; beyond, the sender waits, or this process would not last. */
const MAX_IN_FLIGHT = 1_000;

/** Posts each webhook once at its time, whatever became of those before. Resolves when each has its outcome. */
export async function postAll(postings: readonly Posting[], { urls, ledger, stop }: Sender): Promise<void> {
  const startedAt = performance.now();
  const inFlight = new Set<Promise<void>>();
  for (const [place, posting] of postings.entries()) {
    const waitMs = startedAt + posting.dueMs - performance.now();
    if (waitMs > 1) await delay(waitMs, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) break;
    if (inFlight.size >= MAX_IN_FLIGHT) await Promise.race(inFlight);
    const posted = noted(posting, inTurn(urls, place), ledger);
    inFlight.add(posted);
    void posted.finally(() => inFlight.delete(posted));
  }
  await Promise.all(inFlight);
}

async function noted(posting: Posting, urls: readonly string[], ledger: Ledger): Promise<void> {
  ledger.note(posting, await post(urls, posting.body));
}

function inTurn(urls: readonly string[], place: number): string[] {
  return urls.map((_, further) => urls[(place + further) % urls.length] ?? '');
}

/** Who can't even be connected to is passed over, as a balancer would: nothing was sent to it. */
async function post([url = '', ...others]: readonly string[], body: string): Promise<Outcome> {
  const startedAt = performance.now();
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.arrayBuffer();
    return { kind: 'answered', status: answer.status, ms: performance.now() - startedAt };
  } catch (error) {
    if (isRefusedConnection(error) && others.length > 0) return post(others, body);
    return { kind: 'unanswered', reason: String(error) };
  }
}

function isRefusedConnection(error: unknown): boolean {
  // Not `instanceof Error`: under Jest, what fetch throws is of another realm.
  if (typeof error !== 'object' || error === null || !('cause' in error)) return false;
  return codeOf(error.cause) === 'ECONNREFUSED';
}

import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { maskEvent } from '../../apps/ingest/mask-event.js';
import { maskOfSecrets } from '../../apps/ingest/mask-secrets.js';
import { aCall } from './calls/a-call.js';

/** Calls that are posted side by side, each event until it is taken, for as long as a spec wants traffic. */
export class Traffic {
  /** Bodies that were answered 200, as they should be stored, by the hash they are stored under. */
  readonly accepted = new Map<string, Map<string, unknown>>();
  readonly calls: readonly string[];
  /** Answers other than 200: a sender would have lost these events. */
  refused = 0;
  posted = 0;
  private readonly posting: Promise<void>[];
  private isOver = false;

  /** @param pauseMs between two events of a call */
  constructor(
    private readonly url: string,
    { calls, seed, pauseMs }: { readonly calls: number; readonly seed: string; readonly pauseMs: number },
  ) {
    const scripts = Array.from({ length: calls }, (_, index) =>
      aCall({ seed: `${seed} ${index}`, turns: 60 }),
    );
    this.calls = scripts.map(({ id }) => id);
    this.posting = scripts.map(async ({ id, events }) => {
      for (const { body } of events) {
        if (this.isOver) return;
        await this.post(id, body);
        await delay(pauseMs);
      }
    });
  }

  /** Resolves when what was being posted is answered. */
  async end(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.posting);
  }

  /** Posts one event until it is taken. */
  async post(call: string, body: unknown): Promise<void> {
    const text = JSON.stringify(body);
    const hash = createHash('sha256').update(text).digest('hex');
    for (;;) {
      this.posted++;
      const answer = await fetch(`${this.url}/webhook`, { method: 'POST', body: text });
      await answer.arrayBuffer();
      if (answer.status === 200) break;
      this.refused++;
      await delay(50);
    }
    const bodies = this.accepted.get(call) ?? new Map<string, unknown>();
    const stored = maskEvent(Buffer.from(text), text, maskOfSecrets([])).body;
    this.accepted.set(call, bodies.set(hash, JSON.parse(stored.toString())));
  }
}

import type { NewEvent } from '#contracts';
import { encodeEntry, SpoolFull, type LogRecord } from '#event-log';
import { LARGE_BYTES, ownTurn } from '#service';
import type { Arrivals, Webhook } from './arrivals.js';
import { eventOf } from './event-of.js';
import type { StoredIn } from './event-store.js';
import type { SecretsMask } from './mask-secrets.js';
import { maskText } from './mask-text.js';
import { readJson, type Posted } from './read-json.js';
import { notJson, notStored } from './refusal.js';

/** Where webhooks are kept. */
export interface WebhookStore {
  store(record: LogRecord): Promise<StoredIn>;
}

/** What became of a webhook that was stored. */
export interface Receipt {
  readonly event: NewEvent;
  readonly masked: number;
  readonly stored: StoredIn;
  /** The body of the answer. */
  readonly answer: object;
}

const MAX_EXCERPT = 16_384;

/** Stores webhooks. What they say is judged later, by whoever reads them: one that was turned away is lost for good. */
export class Webhooks {
  constructor(
    private readonly store: WebhookStore,
    private readonly arrivals: Arrivals,
    private readonly secrets: SecretsMask,
  ) {}

  /** Resolves when the event is stored for certain; rejects with a Refusal. */
  async receive(webhook: Webhook): Promise<Receipt> {
    const arrival = this.arrivals.note(webhook);
    if (webhook.body.length >= LARGE_BYTES) await ownTurn();
    const posted = readJson(webhook.body, webhook.headers['content-encoding']);
    if (!posted.isJson) {
      await this.keepDeadLetter(posted, webhook.body.length, arrival);
      throw notJson(posted.reason, posted.hint);
    }
    if (webhook.body.length >= LARGE_BYTES) await ownTurn();
    const { event, masked } = eventOf({ ...posted, raw: webhook.body }, arrival, this.secrets);
    const stored = await this.keepEvent(event);
    return { event, masked, stored, answer: answerTo(event.type) };
  }

  private async keepEvent(event: NewEvent): Promise<StoredIn> {
    const encoded = await encodeEntry(event);
    try {
      return await this.store.store({ kind: 'event', event: encoded });
    } catch (cause) {
      throw notStored(cause instanceof SpoolFull, cause);
    }
  }

  private async keepDeadLetter(
    { reason, legible }: Posted & { isJson: false },
    bytes: number,
    { receipt, receivedAt, path }: Pick<NewEvent, 'receipt' | 'receivedAt' | 'path'>,
  ): Promise<void> {
    const excerpt = maskText(legible, this.secrets).slice(0, MAX_EXCERPT);
    try {
      const letter = { receipt, reason, path, receivedAt, bytes, excerpt };
      await this.store.store({ kind: 'letter', letter });
    } catch {
      // The sender is told what was wrong all the same: that does not depend on a letter being kept.
    }
  }
}

/** Nothing reads the answer to an event, but an assistant-request waits for one; an empty one asks for nothing. */
function answerTo(type: string): object {
  return type === 'assistant-request' ? {} : { status: 'ok', message: 'Done' };
}

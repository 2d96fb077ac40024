import { createHash } from 'node:crypto';
import { readEnvelope, type NewEvent } from '#contracts';
import { maskEvent } from './mask-event.js';
import type { SecretsMask } from './mask-secrets.js';

/** What is known of a webhook beside its body. */
export interface Arrival {
  readonly receipt: string;
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface JsonBody {
  /** As it was posted. */
  readonly raw: Buffer;
  /** Without a byte order mark; `text` and `value` are these bytes read. */
  readonly bytes: Buffer;
  readonly text: string;
  readonly value: unknown;
}

/** Makes the event that is stored of a JSON body: masked, and with the call and type its envelope states. */
export function eventOf(
  body: JsonBody,
  arrival: Arrival,
  secrets: SecretsMask,
): { event: NewEvent; masked: number } {
  const { call, type } = readEnvelope(body.value);
  const { body: stored, masked } = maskEvent(body.bytes, body.text, secrets);
  const event = {
    ...arrival,
    type: secrets.inValue(type),
    call: call === undefined ? undefined : secrets.inValue(call),
    body: stored,
    hash: createHash('sha256').update(body.raw).digest('hex'),
  };
  return { event, masked };
}

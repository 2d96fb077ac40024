import { maskEvent } from '../../apps/ingest/mask-event.js';
import { maskOfSecrets } from '../../apps/ingest/mask-secrets.js';
import { readEnvelope } from '#contracts';

/** What should become of a body: how it is answered, and of which call it then speaks. */
export interface Expected {
  readonly status: 200 | 400 | 413;
  readonly call: string | undefined;
}

const nobodysSecrets = maskOfSecrets([]);

export function expectedOf(body: Buffer, maxBodyBytes: number): Expected {
  if (body.length > maxBodyBytes) return { status: 413, call: undefined };
  const read = jsonIn(textOf(body));
  return read === undefined
    ? { status: 400, call: undefined }
    : { status: 200, call: readEnvelope(read.value).call };
}

/** The content of a body that is JSON, as the projector gets it. */
export function storedContent(body: Buffer): unknown {
  const text = textOf(body);
  return JSON.parse(maskEvent(Buffer.from(text), text, nobodysSecrets).body.toString());
}

/** The value of a JSON text; `undefined`: it is none. */
export function jsonIn(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Without a byte order mark; what is no UTF-8 becomes U+FFFD. */
function textOf(body: Buffer): string {
  return new TextDecoder().decode(body);
}

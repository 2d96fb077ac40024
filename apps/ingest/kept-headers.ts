import type { SecretsMask } from './mask-secrets.js';

// What helps to read a body or to find it in the sender's logs; the others may hold credentials or addresses of people.
const KEPT = ['content-type', 'user-agent', 'x-request-id', 'x-interactly-timestamp'];
const MAX_LENGTH = 256;

/** The request headers that are kept with an event, each cut at 256 characters. */
export function keptHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  secrets: SecretsMask,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT) {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = secrets.inValue(value).slice(0, MAX_LENGTH).toWellFormed();
  }
  return kept;
}

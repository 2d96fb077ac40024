import { maskEvent } from '../../apps/ingest/mask-event.js';
import { maskOfSecrets } from '../../apps/ingest/mask-secrets.js';

const NO_SECRETS = maskOfSecrets([]);

/** What a posted body says once it is stored: ingest keeps no credential that a body echoes. */
export function asStored(body: string): unknown {
  return JSON.parse(maskEvent(Buffer.from(body), body, NO_SECRETS).body.toString());
}

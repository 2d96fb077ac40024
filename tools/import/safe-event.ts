import type { NewEvent } from '#contracts';
import { keptHeaders } from '../../apps/ingest/kept-headers.js';
import { maskEvent } from '../../apps/ingest/mask-event.js';
import type { SecretsMask } from '../../apps/ingest/mask-secrets.js';

/**
 * An event of a file as ingest would store it, whoever wrote the file: credentials masked, headers by allow-list. One
 * of an archive comes out as it went in. It is late, so that a deletion since its receipt covers it.
 */
export function safeEvent(event: NewEvent, secrets: SecretsMask): NewEvent {
  const text = event.body.toString('utf8').replace(/^\uFEFF/, '');
  return {
    ...event,
    type: secrets.inValue(event.type),
    call: event.call === undefined ? undefined : secrets.inValue(event.call),
    path: secrets.inValue(event.path),
    headers: keptHeaders(event.headers, secrets),
    body: maskEvent(event.body, text, secrets).body,
    late: true,
  };
}

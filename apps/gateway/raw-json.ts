import type { ReadEvent } from '#event-log';

/** An event's body as JSON text, unchanged; also one nested too deep for `JSON.stringify`. */
export function rawJson({ body }: ReadEvent): string {
  return body.toString('utf8').replace(/^\uFEFF/, '');
}

/** An event with what ingest noted of it. */
export function eventJson(event: ReadEvent): string {
  const { receipt, type, call, receivedAt, path, headers, hash, position, body } = event;
  const noted = {
    receipt,
    type,
    call: call ?? null,
    receivedAt,
    path,
    headers,
    hash,
    position,
    bytes: body.length,
  };
  return `${JSON.stringify(noted).slice(0, -1)},"body":${rawJson(event)}}`;
}

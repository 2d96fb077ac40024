import { DeadLetter } from './dead-letters.js';
import { asLate, type EncodedEvent } from './entry.js';

/** What ingest writes to the log: an event, or a letter about a body that is none. */
export type LogRecord =
  | { readonly kind: 'event'; readonly event: EncodedEvent }
  | { readonly kind: 'letter'; readonly letter: DeadLetter };

/** A record that was kept on disk and says nothing this code knows: of newer code, or of no code of ours. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
}

/**
 * A record as bytes, to wait on disk. An event is marked as late. Parts, each behind its length as 32 bits: the kind;
 * then the call (empty: none) and the entry's fields, or the letter as JSON.
 */
export function packRecord(record: LogRecord): Buffer {
  switch (record.kind) {
    case 'event': {
      const { call = '', fields } = asLate(record.event);
      return packParts(['event', call, ...fields]);
    }
    case 'letter':
      return packParts(['letter', JSON.stringify(record.letter)]);
  }
}

/** Reads a record back; throws an UnreadableRecord. */
export function unpackRecord(bytes: Buffer): LogRecord {
  const [kind, first, ...fields] = unpackParts(bytes);
  if (kind === undefined || first === undefined) throw new UnreadableRecord('it is cut off');
  switch (kind.toString()) {
    case 'event':
      if (fields.length === 0 || fields.length % 2 === 1)
        throw new UnreadableRecord('its fields are not pairs');
      return { kind: 'event', event: { call: first.toString() || undefined, fields } };
    case 'letter':
      return { kind: 'letter', letter: letterIn(first) };
    default:
      throw new UnreadableRecord(`it is of an unknown kind, ${JSON.stringify(kind.toString().slice(0, 50))}`);
  }
}

const LENGTH_BYTES = 4;

function packParts(parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part;
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

function unpackParts(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const from = at + LENGTH_BYTES;
    const to = from <= bytes.length ? from + bytes.readUInt32BE(at) : Infinity;
    if (to > bytes.length) throw new UnreadableRecord('it is cut off');
    parts.push(bytes.subarray(from, to));
    at = to;
  }
  return parts;
}

function letterIn(bytes: Buffer): DeadLetter {
  try {
    return DeadLetter.parse(JSON.parse(bytes.toString()));
  } catch {
    throw new UnreadableRecord('its letter is none');
  }
}

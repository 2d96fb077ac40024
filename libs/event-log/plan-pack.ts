import type { ChunkInfo } from './pack-index.js';

/** What the records of a call say of one of its events. */
export interface RecordedEvent {
  readonly receipt: string;
  /** Where it stands in the stream: more than once when it was sent again because nobody knew whether it arrived. */
  readonly positions: readonly string[];
  /** Of its body. */
  readonly bytes: number;
}

/** A chunk is held in memory whole, by who packs it and by who reads it. */
const MAX_CHUNK_BYTES = 16 * 1024 * 1024;
/** So that a step holds Redis for a millisecond or two. */
export const MAX_EVENTS = 1_000;

/** What there is to pack of a call: events that are in no chunk, and further copies of those that are in one. */
export function unpackedOf(
  chunks: readonly ChunkInfo[],
  records: readonly RecordedEvent[],
): { readonly events: readonly RecordedEvent[]; readonly copies: readonly string[] } {
  const packed = new Set(chunks.flatMap(({ positions }) => positions));
  const isPacked = (record: RecordedEvent) => record.positions.some((position) => packed.has(position));
  return {
    events: records.filter((record) => !isPacked(record)),
    copies: records
      .filter(isPacked)
      .flatMap(({ positions }) => positions.filter((position) => !packed.has(position))),
  };
}

/**
 * Events for the next step of packing, at least one of those given: as many as the last chunk has room for, which is
 * then made anew, else as a chunk of their own.
 */
export function nextStep(
  chunks: readonly ChunkInfo[],
  events: readonly RecordedEvent[],
): { readonly chunk: number; readonly events: readonly RecordedEvent[] } {
  const last = chunks.at(-1);
  const [first] = events;
  const hasRoom = last !== undefined && first !== undefined && last.bytes + first.bytes <= MAX_CHUNK_BYTES;
  let bytes = hasRoom ? last.bytes : 0;
  const end = events.findIndex((event, index) => {
    bytes += event.bytes;
    return index > 0 && (bytes > MAX_CHUNK_BYTES || index >= MAX_EVENTS);
  });
  return {
    chunk: hasRoom ? chunks.length - 1 : chunks.length,
    events: events.slice(0, end === -1 ? undefined : end),
  };
}

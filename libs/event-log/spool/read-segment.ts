import {
  decodeHead,
  decodeHeader,
  HEAD_BYTES,
  HEADER_BYTES,
  isRecord,
  MARKER_BYTES,
} from './segment-format.js';

/** A segment as it lies on disk, or anywhere. */
export interface SegmentBytes {
  readonly size: number;
  /** Exactly so many bytes from there; both lie within `size`. */
  read(position: number, length: number): Promise<Buffer>;
}

/** What could not be read though it was once written. A tail cut short by a death in the middle of a write is none. */
export interface Damage {
  readonly places: number;
  readonly bytes: number;
}

type Found =
  | { readonly is: 'record'; readonly record: Buffer }
  | { readonly is: 'torn' }
  /** Nothing of it lies before `until`. */
  | { readonly is: 'damaged'; readonly until: number };

const SEARCH_BYTES = 64 * 1024;

/**
 * The intact records of a segment, in order; returns what was damaged. Holds one record at a time, and never asks for
 * more bytes than there are, whatever a length says.
 */
export async function* readSegment(segment: SegmentBytes): AsyncGenerator<Buffer, Damage, undefined> {
  let damage: Damage = { places: 0, bytes: 0 };
  const { size } = segment;
  if (size < HEADER_BYTES) return damage;
  const header = decodeHeader(await segment.read(0, HEADER_BYTES));
  if (header === 'unknown') return { places: 1, bytes: size };
  if (header === 'damaged') {
    if (await isBlank(segment, 0)) return damage;
    damage = { places: 1, bytes: HEADER_BYTES };
  }
  const marker = header === 'damaged' ? await markerOfFirst(segment) : header;

  let position = HEADER_BYTES;
  while (position < size) {
    const found = await findAt(segment, marker, position);
    if (found.is === 'torn') break;
    if (found.is === 'record') {
      yield found.record;
      position += HEAD_BYTES + found.record.length;
      continue;
    }
    const next = await nextMarker(segment, marker, found.until);
    // A machine that lost power may leave a file as long as it should be, its end never written.
    if (next === size && (await isBlank(segment, position))) break;
    damage = { places: damage.places + 1, bytes: damage.bytes + next - position };
    position = next;
  }
  return damage;
}

async function findAt(segment: SegmentBytes, marker: Buffer, position: number): Promise<Found> {
  const left = segment.size - position;
  const start = await segment.read(position, Math.min(left, HEAD_BYTES));
  if (left < HEAD_BYTES) {
    const begun = Math.min(left, MARKER_BYTES);
    const isBegun = start.subarray(0, begun).equals(marker.subarray(0, begun));
    return isBegun ? { is: 'torn' } : { is: 'damaged', until: segment.size };
  }
  const head = decodeHead(marker, start);
  if (head === undefined) return { is: 'damaged', until: position + 1 };
  if (head.length > left - HEAD_BYTES) return { is: 'torn' };
  const record = await segment.read(position + HEAD_BYTES, head.length);
  if (isRecord(head, record)) return { is: 'record', record };
  return { is: 'damaged', until: position + HEAD_BYTES + head.length };
}

/** Where the next record begins, or the size of the segment. */
async function nextMarker(segment: SegmentBytes, marker: Buffer, from: number): Promise<number> {
  // Such a marker is never drawn, and would be found at every byte of an unwritten tail.
  if (marker.every((byte) => byte === 0)) return segment.size;
  for (let position = from; position < segment.size; position += SEARCH_BYTES) {
    // Reads over its end, for a marker may lie across it.
    const length = Math.min(SEARCH_BYTES + MARKER_BYTES - 1, segment.size - position);
    const at = (await segment.read(position, length)).indexOf(marker);
    if (at >= 0) return position + at;
  }
  return segment.size;
}

async function isBlank(segment: SegmentBytes, from: number): Promise<boolean> {
  for (let position = from; position < segment.size; position += SEARCH_BYTES) {
    const bytes = await segment.read(position, Math.min(SEARCH_BYTES, segment.size - position));
    if (bytes.some((byte) => byte !== 0)) return false;
  }
  return true;
}

async function markerOfFirst(segment: SegmentBytes): Promise<Buffer> {
  const length = Math.min(MARKER_BYTES, segment.size - HEADER_BYTES);
  return Buffer.concat([await segment.read(HEADER_BYTES, length)], MARKER_BYTES);
}

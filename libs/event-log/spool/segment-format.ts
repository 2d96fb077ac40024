import { crc32 } from 'node:zlib';

/**
 * A segment is a header and records:
 *
 *     header   magic 7 | version 1 | marker 8 | CRC-32 of these 4
 *     record   marker 8 | length 4 | CRC-32 of the bytes 4 | CRC-32 of these 4 | bytes
 *
 * Numbers are big-endian. The marker is drawn at random for each segment: after a damaged place the next record is found
 * by it, and nobody can write a body that would be taken for records. The head of a record has a checksum of its own, so
 * that a record cut short is told from a length that is wrong.
 */
export const HEADER_BYTES = 20;
export const HEAD_BYTES = 20;
export const MARKER_BYTES = 8;

const MAGIC = Buffer.from('cbspool');
const VERSION = 1;
/** Magic and version. */
const FORMAT = Buffer.concat([MAGIC, Buffer.of(VERSION)]);

export interface RecordHead {
  readonly length: number;
  readonly checksum: number;
}

export function encodeHeader(marker: Buffer): Buffer {
  return withChecksum(Buffer.concat([FORMAT, marker]));
}

export function encodeHead(marker: Buffer, record: Buffer): Buffer {
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(record.length, 0);
  numbers.writeUInt32BE(crc32(record), 4);
  return withChecksum(Buffer.concat([marker, numbers]));
}

/**
 * The marker of a segment; `unknown`: it is whole, but of another version, or no segment at all; `damaged`: the header
 * is, so the marker has to be learnt from the first record.
 */
export function decodeHeader(bytes: Buffer): Buffer | 'unknown' | 'damaged' {
  if (!hasChecksum(bytes)) return 'damaged';
  if (!bytes.subarray(0, FORMAT.length).equals(FORMAT)) return 'unknown';
  return bytes.subarray(FORMAT.length, FORMAT.length + MARKER_BYTES);
}

/** What a head says of its record; undefined for bytes that are no head of this segment. */
export function decodeHead(marker: Buffer, bytes: Buffer): RecordHead | undefined {
  if (!bytes.subarray(0, MARKER_BYTES).equals(marker) || !hasChecksum(bytes)) return undefined;
  return { length: bytes.readUInt32BE(8), checksum: bytes.readUInt32BE(12) };
}

export function isRecord(head: RecordHead, bytes: Buffer): boolean {
  return crc32(bytes) === head.checksum;
}

function withChecksum(bytes: Buffer): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  return Buffer.concat([bytes, checksum]);
}

function hasChecksum(bytes: Buffer): boolean {
  const end = bytes.length - 4;
  return crc32(bytes.subarray(0, end)) === bytes.readUInt32BE(end);
}

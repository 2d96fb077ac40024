import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';

/** An entry of the stream as it stands there: its place, and its names and values one after the other. */
export interface RawEntry {
  readonly position: string;
  readonly fields: readonly Buffer[];
}

/** Packed events that this code can't read: of a newer format, or damaged. Trying again does not help. */
export class UnreadablePack extends Error {
  override readonly name = 'UnreadablePack';
}

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/**
 * A conversation-update repeats the one before it, so what counts is that the window reaches back over a whole body
 * (5 MB) and not how hard one looks: 11.6 MB of a call become 31 KB at quality 3, 25 KB at 5 (in 26 ms), 23 KB at 9
 * (in 74 ms).
 */
const SETTINGS = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 24 };

/** The first byte of a chunk. A reader that does not know it must not guess. */
const FORMAT = 1;
/** More than any chunk unpacks to; one that grows beyond was not made by us. */
const MAX_UNPACKED_BYTES = 1024 * 1024 * 1024;

/**
 * Entries as one piece: the format's number, then, compressed, of each entry how many texts it has (its position, names
 * and values) and each of them behind its length; numbers are 32 bits, the greatest byte first.
 */
export async function encodeChunk(entries: readonly RawEntry[]): Promise<Buffer> {
  const plain = Buffer.concat(entries.flatMap(framesOf));
  const params = { ...SETTINGS, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  return Buffer.concat([Buffer.of(FORMAT), await compress(plain, { params })]);
}

/** Reads a chunk; throws an UnreadablePack when that can't be done. */
export async function decodeChunk(chunk: Buffer): Promise<RawEntry[]> {
  if (chunk[0] !== FORMAT)
    throw new UnreadablePack(`packed events are of format ${chunk[0]}, this code reads ${FORMAT}`);
  try {
    return entriesIn(await decompress(chunk.subarray(1), { maxOutputLength: MAX_UNPACKED_BYTES }));
  } catch (error) {
    throw new UnreadablePack('packed events are damaged', { cause: error });
  }
}

function entriesIn(plain: Buffer): RawEntry[] {
  const entries: RawEntry[] = [];
  let at = 0;
  const number = (): number => {
    at += 4;
    return plain.readUInt32BE(at - 4);
  };
  const text = (): Buffer => {
    const length = number();
    at += length;
    return plain.subarray(at - length, at);
  };
  while (at < plain.length) {
    const [position = Buffer.alloc(0), ...fields] = Array.from({ length: number() }, text);
    entries.push({ position: position.toString(), fields });
  }
  return entries;
}

function framesOf({ position, fields }: RawEntry): Buffer[] {
  const texts = [Buffer.from(position), ...fields];
  return [numberOf(texts.length), ...texts.flatMap((text) => [numberOf(text.length), text])];
}

function numberOf(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}

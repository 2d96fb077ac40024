import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { z } from 'zod';
import { UnreadablePack } from './packed-chunk.js';

const Chunks = z.array(z.object({ bytes: z.number(), positions: z.array(z.string()) }));

/** Which events a chunk has, and how large it is unpacked. */
export type ChunkInfo = Readonly<z.infer<typeof Chunks>[number]>;

/** A call's pack as it stood when it was read; another version, another content. */
export interface PackIndex {
  /** Empty: nothing is packed. */
  readonly version: string;
  readonly chunks: readonly ChunkInfo[];
}

export const NO_PACK: PackIndex = { version: '', chunks: [] };

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

export async function encodeIndex(chunks: readonly ChunkInfo[]): Promise<Buffer> {
  return deflate(JSON.stringify(chunks));
}

/** Throws an UnreadablePack when that can't be done. */
export async function decodeIndex(version: string, encoded: Buffer): Promise<PackIndex> {
  try {
    return { version, chunks: Chunks.parse(JSON.parse((await inflate(encoded)).toString())) };
  } catch (error) {
    throw new UnreadablePack('the index of packed events is damaged', { cause: error });
  }
}

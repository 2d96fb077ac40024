import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Hex digits of a hash: 64 bits, so that two values of one key never share one in practice. */
export const HASH_LENGTH = 16;

/** Short hash of a well-formed text. Synchronous and free of Node, for the page computes facts too. */
export function hashOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)).subarray(0, HASH_LENGTH / 2));
}

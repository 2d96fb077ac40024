import { HASH_LENGTH, hashOf } from './hash-of.js';

// What a fact's key begins with says what kind of thing it says.
export const TEXT = 'text:';
export const BARE = 'bare:';
export const SAID = 'said:';
export const MESSAGE = 'msg:';
export const METRICS = 'metrics:';
export const SKIPPED = 'skipped:';
export const HEAD = 'head:';
export const STATUS = 'status:';
export const RESULT = 'result:';
export const GROWS = 'grows:';
export const HANG = 'hang:';
export const ERROR = 'error:';
export const WARNING = 'warn:';
export const ASSISTANT = 'assistant';

const MAX_PART = 120;

/** A part of a key: as it is while it is short, else its beginning and its hash, so that a key is never long. */
export function keyPart(text: string): string {
  const part = text.toWellFormed();
  return part.length <= MAX_PART ? part : `${part.slice(0, MAX_PART - 40).toWellFormed()}~${hashOf(part)}`;
}

/** `<prefix><name>:<hash>` taken apart again; the hash has a fixed length, so a name may hold anything. */
export function nameInHashedKey(key: string, prefix: string): string {
  return key.slice(prefix.length, -(HASH_LENGTH + 1));
}

const COUNTED: readonly (readonly [prefix: string, counter: string])[] = [
  [MESSAGE, 'messages'],
  [SAID, 'said'],
  [TEXT, 'texts'],
  [HANG, 'hangs'],
  [ERROR, 'errors'],
];

/** The row's counter that a new key of this kind raises by one; none for most. */
export function counterOf(key: string): string {
  return COUNTED.find(([prefix]) => key.startsWith(prefix))?.[1] ?? '';
}

const OF_MESSAGES = [MESSAGE, SAID, TEXT, BARE, METRICS, SKIPPED];

/** Keys of messages are what a call over its cap takes no more of; all others let it still end. */
export function isOfMessages(key: string): boolean {
  return OF_MESSAGES.some((prefix) => key.startsWith(prefix));
}

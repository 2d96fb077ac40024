import { timeSaid, toEpochMs } from './event-time.js';
import { hashOf } from './hash-of.js';
import {
  canonicalJson,
  countLeaves,
  firstSaid,
  member,
  textOf,
  type JsonObject,
  type Measure,
} from './json.js';
import { keyPart } from './keys.js';
import { partOf, type Part } from './part-of.js';
import { Recent } from './recent.js';

/** Value of a `text:` or `bare:` fact. */
export interface MessageSaid {
  readonly text: string;
  readonly role: string;
  readonly messageId: string | null;
  readonly timestamp: unknown;
  readonly index: number;
}

/** What one message of a list says, whichever event repeats it. */
export interface MessageParts {
  /** What makes it itself, but for its place among equals. */
  readonly identity: string;
  /** JSON of a {@link MessageSaid}, and its hash. */
  readonly said: string;
  readonly saidHash: string;
  /** `undefined`: it has no text. */
  readonly textHash: string | undefined;
  readonly metrics: Part | undefined;
  readonly skipped: Part | undefined;
  /** A time that can't be read, and whose it is. */
  readonly badTimestamp: string | undefined;
}

/** Characters of messages remembered; every event of a call repeats all messages before its own. */
const MAX_CHARACTERS = 16_000_000;
const recent = new Recent<MessageParts>(MAX_CHARACTERS);

/**
 * The parts of a message at its index in a list. Remembered by content, so that a conversation's growth costs what is
 * new in it; the same message in the same place has the same parts, remembered or not.
 */
export function messageParts(
  message: JsonObject,
  index: number,
  { isDeep }: Pick<Measure, 'isDeep'>,
): MessageParts {
  // JSON.stringify looks at all a value stands in to find circles: time that grows with the square of its depth.
  if (isDeep) return partsOf(message, index);
  return recent.get(`${index}/${JSON.stringify(message)}`, () => partsOf(message, index));
}

function partsOf(message: JsonObject, index: number): MessageParts {
  const said = saidBy(message, index);
  const json = canonicalJson(said);
  return {
    identity: identityOf(said),
    said: json,
    saidHash: hashOf(json),
    textHash: said.text === '' ? undefined : hashOf(said.text),
    metrics: partOf(member(message, 'metrics')),
    skipped: partOf(member(message, 'skippedAssistantMessages')),
    badTimestamp: badTimestampOf(said),
  };
}

function saidBy(message: JsonObject, index: number): MessageSaid {
  return {
    text: wordsOf(firstSaid(message, 'text', 'message', 'content')),
    role: textOf(member(message, 'role')) ?? 'unknown',
    messageId: textOf(firstSaid(message, 'messageId', 'id')) ?? null,
    timestamp: timeSaid(message) ?? null,
    index,
  };
}

function wordsOf(value: unknown): string {
  return textOf(value) ?? (value === undefined ? '' : canonicalJson(value));
}

/** By id and role, without an id by role and time, without both by role and text (INTERACTLY rule 4). */
function identityOf({ messageId, role, timestamp, text }: MessageSaid): string {
  const who = keyPart(role).replaceAll('/', '%2F');
  if (messageId !== null) return `id/${who}/${keyPart(messageId)}`;
  const at = toEpochMs(timestamp);
  return at === null ? `text/${who}/${hashOf(text)}` : `at/${who}/${at}`;
}

function badTimestampOf({ timestamp, messageId, role }: MessageSaid): string | undefined {
  if (countLeaves(timestamp) === 0 || toEpochMs(timestamp) !== null) return undefined;
  return `${textOf(timestamp) ?? typeof timestamp} of ${messageId ?? role}`;
}

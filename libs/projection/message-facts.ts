import { messagesOf, timeSaid, toEpochMs } from './event-time.js';
import type { FactSet } from './fact-set.js';
import { hashOf } from './hash-of.js';
import { canonicalJson, countLeaves, firstSaid, member, objectOf, textOf, type JsonObject } from './json.js';
import { BARE, keyPart, MESSAGE, METRICS, SAID, SKIPPED, TEXT } from './keys.js';
import { rankByEarliest } from './rank.js';

/** Value of a `text:` or `bare:` fact. */
export interface MessageSaid {
  readonly text: string;
  readonly role: string;
  readonly messageId: string | null;
  readonly timestamp: unknown;
  readonly index: number;
}

/**
 * What an event's two lists of messages say (`message.messages` and `message.call.messages`, INTERACTLY rule 1).
 * A message is itself by id and role, without an id by role and time, without both by role and text; and by its
 * place among equals within one list, for two messages may share an id (rule 4).
 */
export function addMessageFacts(facts: FactSet, message: JsonObject): void {
  for (const holder of [message, objectOf(member(message, 'call'))]) {
    const messages = member(holder, 'messages');
    if (
      messages !== undefined &&
      messages !== null &&
      !Array.isArray(messages) &&
      countLeaves(messages) > 0
    ) {
      facts.warn('messages-not-a-list', typeof messages);
    }
    addList(facts, messagesOf(holder));
  }
}

function addList(facts: FactSet, messages: readonly unknown[]): void {
  const equals = new Map<string, number>();
  for (const [index, item] of messages.entries()) {
    const message = objectOf(item);
    if (message === undefined) {
      facts.warn('message-not-an-object', `${item === null ? 'null' : typeof item} at ${index}`);
      continue;
    }
    const said = saidBy(message, index);
    const identity = identityOf(said);
    const occurrence = equals.get(identity) ?? 0;
    equals.set(identity, occurrence + 1);
    addMessage(facts, `${identity}/${occurrence}`, said, message);
  }
}

function addMessage(facts: FactSet, key: string, said: MessageSaid, message: JsonObject): void {
  facts.addConstant(`${MESSAGE}${key}`, '1');
  const value = canonicalJson(said);
  const rank = rankByEarliest(facts.at, hashOf(value));
  if (said.text === '') {
    facts.add(`${BARE}${key}`, rank, value);
  } else {
    facts.addConstant(`${SAID}${key}`, '1');
    facts.add(`${TEXT}${key}:${hashOf(said.text)}`, rank, value);
  }
  facts.addPart(`${METRICS}${key}`, member(message, 'metrics'));
  facts.addPart(`${SKIPPED}${key}`, member(message, 'skippedAssistantMessages'));
  if (countLeaves(said.timestamp) > 0 && toEpochMs(said.timestamp) === null) {
    facts.warn(
      'bad-timestamp',
      `${textOf(said.timestamp) ?? typeof said.timestamp} of ${said.messageId ?? said.role}`,
    );
  }
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

function identityOf({ messageId, role, timestamp, text }: MessageSaid): string {
  const who = keyPart(role).replaceAll('/', '%2F');
  if (messageId !== null) return `id/${who}/${keyPart(messageId)}`;
  const at = toEpochMs(timestamp);
  return at === null ? `text/${who}/${hashOf(text)}` : `at/${who}/${at}`;
}

import { Budget } from './budget.js';
import { messagesOf } from './event-time.js';
import type { FactSet } from './fact-set.js';
import { countLeaves, member, objectOf, type JsonObject } from './json.js';
import { BARE, MESSAGE, METRICS, SAID, SKIPPED, TEXT } from './keys.js';
import { messageParts, type MessageParts } from './message-parts.js';
import { rankByEarliest } from './rank.js';

/** What hashing a message takes, however little it says. */
const LEAST_NODES = 20;

/**
 * What an event's two lists of messages say (`message.messages` and `message.call.messages`, INTERACTLY rule 1).
 * A message is also told apart by its place among equals within one list, for two messages may share an id (rule 4).
 */
export function addMessageFacts(facts: FactSet, message: JsonObject): void {
  const budget = new Budget();
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
    addList(facts, messagesOf(holder), budget);
  }
}

/** As many messages as the budget lasts for, the first ones: what a later one is may depend on those before it. */
function addList(facts: FactSet, messages: readonly unknown[], budget: Budget): void {
  const equals = new Map<string, number>();
  for (const [index, item] of messages.entries()) {
    const message = objectOf(item);
    if (message === undefined) {
      facts.warn('message-not-an-object', `${item === null ? 'null' : typeof item} at ${index}`);
      continue;
    }
    const measured = budget.pay(message, LEAST_NODES);
    if (measured === undefined) return facts.warn('event-too-large', `messages from ${index} on`);
    const parts = messageParts(message, index, measured);
    const occurrence = equals.get(parts.identity) ?? 0;
    equals.set(parts.identity, occurrence + 1);
    addMessage(facts, `${parts.identity}/${occurrence}`, parts);
  }
}

function addMessage(facts: FactSet, key: string, parts: MessageParts): void {
  const { said, saidHash, textHash, metrics, skipped, badTimestamp } = parts;
  facts.addConstant(`${MESSAGE}${key}`, '1');
  const rank = rankByEarliest(facts.at, saidHash);
  if (textHash === undefined) {
    facts.add(`${BARE}${key}`, rank, said);
  } else {
    facts.addConstant(`${SAID}${key}`, '1');
    facts.add(`${TEXT}${key}:${textHash}`, rank, said);
  }
  if (metrics !== undefined) facts.add(`${METRICS}${key}`, metrics.rank, metrics.json);
  if (skipped !== undefined) facts.add(`${SKIPPED}${key}`, skipped.rank, skipped.json);
  if (badTimestamp !== undefined) facts.warn('bad-timestamp', badTimestamp);
}

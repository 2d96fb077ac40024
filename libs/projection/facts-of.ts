import { readEnvelope, type Fact } from '#contracts';
import { eventTime, toEpochMs } from './event-time.js';
import { FactSet } from './fact-set.js';
import { addFieldFacts } from './field-facts.js';
import { addHappeningFacts } from './happening-facts.js';
import { countLeaves, member, objectOf, textOf } from './json.js';
import { addMessageFacts } from './message-facts.js';
import { addResultFacts } from './result-facts.js';
import { addStatusFact } from './status-facts.js';

const KNOWN_TYPES = new Set(['status-update', 'conversation-update', 'end-of-call-report', 'hang', 'error']);

/**
 * Everything an event says about its call, each thing once. Pure and total: whatever JSON it is handed it answers,
 * a bad part becomes a warning, and two runs on one body say the same. Keys and ranks come from the body alone.
 *
 * @param body the parsed webhook
 */
export function factsOf(body: unknown): Fact[] {
  const message = objectOf(member(objectOf(body), 'message'));
  if (message === undefined) return [];
  const { type } = readEnvelope(body);
  const facts = new FactSet(eventTime(message));
  addStatusFact(facts, message, type);
  addMessageFacts(facts, message);
  addFieldFacts(facts, message);
  addResultFacts(facts, message, type);
  addHappeningFacts(facts, message, type);
  if (!KNOWN_TYPES.has(type)) facts.warn(type === 'unknown' ? 'no-type' : 'unknown-type', type);
  const timestamp = member(message, 'timestamp');
  if (countLeaves(timestamp) > 0 && toEpochMs(timestamp) === null) {
    facts.warn('bad-timestamp', textOf(timestamp) ?? typeof timestamp);
  }
  return facts.list();
}

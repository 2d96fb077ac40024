import type { FactSet } from './fact-set.js';
import { hashOf } from './hash-of.js';
import { canonicalJson, countLeaves, member, objectOf, type JsonObject } from './json.js';
import { ERROR, HANG } from './keys.js';

/** Hangs and errors: each is told apart by its event's time; without one by the event's content. */
export function addHappeningFacts(facts: FactSet, message: JsonObject, type: string): void {
  if (type === 'hang') {
    facts.addConstant(`${HANG}${facts.at ?? contentHash(message)}`, canonicalJson({ at: facts.at }));
  }
  const error = member(message, 'error');
  if (type === 'error' || countLeaves(error) > 0) {
    const json = canonicalJson(error ?? null);
    const when = facts.at ?? contentHash(message);
    facts.addConstant(`${ERROR}${when}:${hashOf(json)}`, `{"at":${facts.at},"error":${json}}`);
  }
}

/** Of the event without its messages, which repeat and grow. */
function contentHash(message: JsonObject): string {
  const { messages: _, call, ...rest } = message;
  const { messages: __, ...callRest } = objectOf(call) ?? {};
  return hashOf(canonicalJson({ ...rest, call: callRest }));
}

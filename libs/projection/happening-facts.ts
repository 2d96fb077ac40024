import type { FactSet } from './fact-set.js';
import { hashOf } from './hash-of.js';
import { canonicalJson, countLeaves, member, objectOf, type JsonObject } from './json.js';
import { ERROR, HANG } from './keys.js';

/** Hangs and errors: each is told apart by its event's time; without one by the event's content. */
export function addHappeningFacts(facts: FactSet, message: JsonObject, type: string): void {
  const error = member(message, 'error');
  const hasErred = type === 'error' || countLeaves(error) > 0;
  if (type !== 'hang' && !hasErred) return;
  const when = facts.at ?? contentHash(facts, message);
  if (type === 'hang') facts.addConstant(`${HANG}${when}`, canonicalJson({ at: facts.at }));
  if (hasErred) {
    const json = facts.affords(error, 'error') ? canonicalJson(error ?? null) : CUT;
    facts.addConstant(`${ERROR}${when}:${hashOf(json)}`, `{"at":${facts.at},"error":${json}}`);
  }
}

/** As `canonicalJson` cuts what is nested too deep. */
const CUT = '"…"';
const MAX_MEMBERS = 10_000;

/** Of the event without its messages, which repeat and grow; those too large to look at are taken for one. */
function contentHash(facts: FactSet, message: JsonObject): string {
  const callSaid = objectOf(member(message, 'call')) ?? {};
  if ([message, callSaid].some((said) => Object.keys(said).length > MAX_MEMBERS)) return hashOf(CUT);
  const { messages: _, ...rest } = message;
  const { messages: __, ...callRest } = callSaid;
  const content = { ...rest, call: callRest };
  return hashOf(facts.affords(content, 'message') ? canonicalJson(content) : CUT);
}

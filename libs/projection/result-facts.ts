import { limited } from './field-facts.js';
import type { FactSet } from './fact-set.js';
import { countLeaves, member, objectOf, type JsonObject } from './json.js';
import { keyPart, RESULT } from './keys.js';

const FROM_REPORT = '1';
const FROM_OTHER = '0';

/**
 * What came of the call: analysis, cost, metrics. Field by field, non-empty beats empty, the message's analysis
 * beats the call's, the end-of-call report beats every other event (INTERACTLY rules 13, 14).
 */
export function addResultFacts(facts: FactSet, message: JsonObject, type: string): void {
  const call = objectOf(member(message, 'call'));
  const lead = type === 'end-of-call-report' ? FROM_REPORT : FROM_OTHER;
  const own = objectOf(member(message, 'analysis'));
  const ofCall = objectOf(member(call, 'analysis'));
  const names = [own, ofCall].flatMap((analysis) => limited(facts, 'analysis', Object.keys(analysis ?? {})));
  for (const name of new Set(names)) {
    const said = member(own, name);
    const value = countLeaves(said) > 0 ? said : member(ofCall, name);
    facts.addPart(`${RESULT}analysis/${keyPart(name)}`, value, lead);
  }
  facts.addPart(`${RESULT}cost`, member(call, 'cost'), lead);
  const metrics = objectOf(member(call, 'metrics')) ?? {};
  for (const name of limited(facts, 'metrics', Object.keys(metrics))) {
    facts.addPart(`${RESULT}metrics/${keyPart(name)}`, member(metrics, name), lead);
  }
}

import type { FactSet } from './fact-set.js';
import { canonicalJson, countLeaves, firstSaid, member, objectOf, type JsonObject } from './json.js';
import { ASSISTANT, GROWS, HEAD } from './keys.js';
import { rankBySize } from './rank.js';

/** Said in another way: by status, result or message facts; or never to be shown (`monitor` holds capabilities). */
const NOT_FIELDS = new Set([
  'id',
  '_id',
  'callId',
  'status',
  'analysis',
  'cost',
  'metrics',
  'messages',
  'monitor',
  'assistantCallDuration',
  'assistantId',
  'customer',
  'phone',
  'assistant',
]);

/** What is larger is no field to show but a payload to look up: it stays in the raw event. */
const MAX_FIELD_BYTES = 16_384;
const MAX_MEMBERS = 200;

/**
 * Fields of the call, each value a fact, `null`, `""` and `{}` never said (INTERACTLY rules 12, 22, 23, 28, 30).
 * Objects are merged key by key: their members are fields named `<field>/<member>`.
 */
export function addFieldFacts(facts: FactSet, message: JsonObject): void {
  const call = objectOf(member(message, 'call')) ?? {};
  const assistant = objectOf(member(message, 'assistant'));
  for (const name of limited(facts, 'call', Object.keys(call))) {
    if (!NOT_FIELDS.has(name)) addField(facts, name, member(call, name));
  }
  addField(facts, 'assistantId', firstSaid(call, 'assistantId') ?? firstSaid(assistant, '_id', 'id'));
  for (const name of ['customer', 'phone']) {
    addField(facts, name, merged(member(call, name), member(message, name)));
  }
  if (assistant !== undefined) facts.addPart(ASSISTANT, assistant);
  addDuration(facts, member(call, 'assistantCallDuration'));
}

function addField(facts: FactSet, name: string, value: unknown): void {
  const members = objectOf(value);
  if (members === undefined) return addValue(facts, name, value);
  for (const inner of limited(facts, name, Object.keys(members))) {
    addValue(facts, `${name}/${inner}`, member(members, inner));
  }
}

function addValue(facts: FactSet, name: string, value: unknown): void {
  if (countLeaves(value) === 0 || !facts.affords(value, name)) return;
  if (canonicalJson(value).length > MAX_FIELD_BYTES) return facts.warn('field-too-large', name);
  facts.addValue(HEAD, name, value);
}

/** The message's own beats the call's, member by member, and what is empty beats nothing. */
function merged(fromCall: unknown, own: unknown): unknown {
  const base = objectOf(fromCall);
  const over = objectOf(own);
  if (base === undefined || over === undefined) return countLeaves(own) > 0 ? own : fromCall;
  return Object.fromEntries([
    ...Object.entries(base),
    ...Object.entries(over).filter(([, value]) => countLeaves(value) > 0),
  ]);
}

/** The names of the members that are looked at. */
export function limited(facts: FactSet, of: string, names: string[]): string[] {
  if (names.length > MAX_MEMBERS) facts.warn('too-many-fields', of);
  return names.slice(0, MAX_MEMBERS);
}

/** `assistantCallDuration`, whole ms; it only grows while a call runs. */
function addDuration(facts: FactSet, value: unknown): void {
  const ms = typeof value === 'number' ? Math.round(value) : NaN;
  if (ms > 0 && ms < 1e12) facts.add(`${GROWS}duration`, rankBySize(ms), String(ms));
}

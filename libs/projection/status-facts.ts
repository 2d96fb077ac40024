import { lifecycleOf } from '#contracts';
import type { FactSet } from './fact-set.js';
import { hashOf } from './hash-of.js';
import { canonicalJson, member, objectOf, textOf, type JsonObject } from './json.js';
import { keyPart, STATUS } from './keys.js';
import { rankByEarliest } from './rank.js';

/** Other words for our statuses: of the provider's phone vocabulary, and of its near twin (INTERACTLY rule 9). */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['completed', 'finished'],
  ['ended', 'finished'],
  ['in-progress', 'ongoing'],
  ['ringing', 'queued'],
  ['trying', 'queued'],
  ['early-media', 'queued'],
  ['scheduled', 'queued'],
  ['busy', 'failed'],
  ['no-answer', 'failed'],
  ['forwarding', 'forwarded'],
]);

/** A status in our words; one without a synonym stays as it was sent. */
export function mapStatus(raw: string): string {
  const word = raw.trim().toLowerCase();
  const mapped = SYNONYMS.get(word) ?? word;
  return lifecycleOf(mapped) >= 0 ? mapped : raw;
}

/**
 * The one status an event says: the further along of `call.status` and `message.status` (INTERACTLY rule 8), never
 * `phoneCallStatus`, which lags. An end-of-call report that says none, or one before the end, says `finished`: a
 * report is only sent of a call that is over.
 */
export function addStatusFact(facts: FactSet, message: JsonObject, type: string): void {
  const call = textOf(member(objectOf(member(message, 'call')), 'status'));
  const own = saysOfTheCall(type, message) ? textOf(member(message, 'status')) : undefined;
  const said = [call, own].filter((raw) => raw !== undefined).map(mapStatus);
  const furthest = said.reduce<string | undefined>(
    (best, status) => (best === undefined || lifecycleOf(status) > lifecycleOf(best) ? status : best),
    undefined,
  );
  const status = type === 'end-of-call-report' ? atLeastForwarded(furthest) : furthest;
  if (status === undefined) return;
  if (lifecycleOf(status) < 0) facts.warn('unknown-status', status);
  const raw = { ...(call === undefined ? {} : { call }), ...(own === undefined ? {} : { message: own }) };
  const value = canonicalJson({ status, raw });
  facts.add(`${STATUS}${keyPart(status)}`, rankByEarliest(facts.at, hashOf(value)), value);
}

/** Other events have a status of their own that is not the call's (`speech-update`: started, stopped). */
function saysOfTheCall(type: string, message: JsonObject): boolean {
  const raw = textOf(member(message, 'status'));
  if (raw === undefined) return false;
  return type === 'status-update' || type === 'unknown' || lifecycleOf(mapStatus(raw)) >= 0;
}

function atLeastForwarded(status: string | undefined): string {
  return status !== undefined && lifecycleOf(status) >= lifecycleOf('forwarded') ? status : 'finished';
}

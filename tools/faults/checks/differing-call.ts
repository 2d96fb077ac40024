import type { Fact } from '#contracts';
import { counterOf, factsOf, mergeFacts, rowFactsOf, type Facts } from '#projection';
import { inOrder } from '../../../test/support/merging.js';
import { asStored } from '../as-stored.js';
import { countsOf } from '../counts-of.js';
import type { CallEvidence } from '../evidence.js';
import { isAccepted, type Sent } from '../ledger.js';
import type { Finding } from './finding.js';

/**
 * I2: a call or a row that is not what its events say, by the log and by what was posted; and what was counted or
 * remembered more than once.
 */
export function differingCall(call: CallEvidence): Finding[] {
  return [...differencesOf(call), ...surplusOf(call)];
}

function differencesOf({ call, stored, row, logged, sent }: CallEvidence): Finding[] {
  const facts = inOrder((stored?.facts ?? []).map(({ fact }) => fact));
  const says: string[] = [];
  if (facts !== inOrder(foldOf(logged.map(({ content }) => content)).values()))
    says.push('is not the fold of its events in the log');
  // What was not answered may have been stored all the same: the answer was lost, or the one who would have given it.
  const isInLog = new Set(logged.map(({ hash }) => hash));
  const counting = sent.filter((event) => isAccepted(event) || isInLog.has(event.hash));
  const said = foldOf(distinctBodies(counting).map(asStored));
  if (facts !== inOrder(said.values())) says.push('is not the fold of what was posted');
  if (rowText(row?.facts ?? []) !== rowText(expectedRow(said)))
    says.push('has a row that is not what its facts say');
  if (says.length === 0) return [];
  return [{ invariant: 'I2', column: 'views', count: 1, says: `call ${call} ${says.join(', and ')}` }];
}

/** Records beyond what was posted, and counters beyond what there is to count. */
function surplusOf({ call, stored, row, recorded, sent }: CallEvidence): Finding[] {
  const times = countsOf(sent.map(({ hash }) => hash));
  let surplus = 0;
  for (const [hash, count] of countsOf(recorded)) surplus += Math.max(0, count - (times.get(hash) ?? 0));
  const expected = countersOf((stored?.facts ?? []).map(({ fact }) => fact));
  let miscounted = 0;
  for (const [key, , value] of row?.facts ?? []) {
    if (key.startsWith(COUNT)) miscounted += Math.max(0, Number(value) - (expected.get(key) ?? 0));
  }
  if (surplus + miscounted === 0) return [];
  const says = `call ${call} has ${surplus} records and ${miscounted} counts too many`;
  return [{ invariant: 'I2', column: 'doubled', count: surplus + miscounted, says }];
}

const COUNT = 'count:';

function foldOf(contents: readonly unknown[]): Facts {
  const facts: Facts = new Map();
  for (const content of contents) mergeFacts(facts, factsOf(content));
  return facts;
}

function distinctBodies(sent: readonly Sent[]): string[] {
  return [...new Map(sent.map(({ hash, body }) => [hash, body])).values()];
}

function expectedRow(facts: Facts): Fact[] {
  const counters = [...countersOf([...facts.values()])].map(([key, count]): Fact => [key, '', String(count)]);
  return [...rowFactsOf(facts.values()), ...counters];
}

function countersOf(facts: readonly Fact[]): ReadonlyMap<string, number> {
  return countsOf(facts.flatMap(([key]) => counterOf(key) || []).map((counter) => `${COUNT}${counter}`));
}

/** The rank of a count is the count again. */
function rowText(facts: readonly Fact[]): string {
  return inOrder(facts.map(([key, rank, value]): Fact => [key, key.startsWith(COUNT) ? '' : rank, value]));
}

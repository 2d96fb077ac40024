import type { Change, StoredCall } from '#call-store';
import { mergeFacts, type Facts } from '#projection';
import { faultsOf } from '../../../test/support/merging.js';
import { countsOf } from '../counts-of.js';
import type { CallEvidence } from '../evidence.js';
import type { Finding } from './finding.js';

/**
 * I3: of a call the versions 1, 2, … that led to it, in order and each once, and together they are the call. Holds
 * as long as no change was trimmed: a partition keeps its last 10,000.
 */
export function publishedVersions(call: CallEvidence): Finding[] {
  return [...doubledIn(call), ...outOfStepIn(call)];
}

function doubledIn({ call, changes }: CallEvidence): Finding[] {
  let doubled = 0;
  for (const count of countsOf(changes.map(nameOf)).values()) doubled += count - 1;
  const replayed: Facts = new Map();
  const seen = new Set<string>();
  for (const change of changes) {
    // One that is published again repeats its facts, too: counted already.
    if (seen.has(nameOf(change))) continue;
    seen.add(nameOf(change));
    const facts = change.facts ?? [];
    if (mergeFacts(replayed, facts).length < facts.length) doubled++;
  }
  if (doubled === 0) return [];
  return [
    {
      invariant: 'I3',
      column: 'doubled',
      count: doubled,
      says: `call ${call} published ${doubled} changes again`,
    },
  ];
}

function outOfStepIn({ call, stored, changes }: CallEvidence): Finding[] {
  const says = stored === undefined ? faultsWithoutCall(changes) : faultsIn(stored, changes);
  if (says.length === 0) return [];
  return [
    { invariant: 'I3', column: 'outOfStep', count: says.length, says: `call ${call}: ${says.join('; ')}` },
  ];
}

function faultsIn(stored: StoredCall, changes: readonly Change[]): string[] {
  const others = new Set(changes.map(({ epoch }) => epoch).filter((epoch) => epoch !== stored.epoch));
  const begunAnew = [...others].map(
    (epoch) => `it was also a call of epoch ${epoch}, and nobody deleted that`,
  );
  return [...faultsOf(stored, changes), ...begunAnew];
}

function faultsWithoutCall(changes: readonly Change[]): string[] {
  return changes.length === 0 ? [] : ['changes were published of a call that is not there'];
}

function nameOf({ epoch, version }: Change): string {
  return `${epoch}/${version}`;
}

import type { CallEvidence, Evidence } from '../evidence.js';
import { grouped } from '../grouped.js';
import { isAccepted, type Sent } from '../ledger.js';
import type { Finding } from './finding.js';

/** I1 and I7: accepted events that have no record in their call, or do not even stand in the log. */
export function lostEvents({ sent, calls }: Pick<Evidence, 'sent' | 'calls'>): Finding[] {
  const accepted = grouped(sent.filter(isAccepted), ({ call }) => call);
  return calls.flatMap((call) => lostOf(call, accepted.get(call.call) ?? []));
}

function lostOf({ call, recorded, logged }: CallEvidence, accepted: readonly Sent[]): Finding[] {
  const [records, entries] = [countsOf(recorded), countsOf(logged.map(({ hash }) => hash))];
  const findings: Finding[] = [];
  // A body that was accepted twice must be there twice: two webhooks that nobody can tell apart.
  for (const [hash, times] of countsOf(accepted.map((event) => event.hash))) {
    const unrecorded = times - (records.get(hash) ?? 0);
    const unlogged = times - (entries.get(hash) ?? 0);
    const says = `event ${hash.slice(0, 12)} of call ${call}, answered 200 ${times}x,`;
    if (unrecorded > 0)
      findings.push({
        invariant: 'I1',
        column: 'lost',
        count: unrecorded,
        says: `${says} has ${times - unrecorded} records`,
      });
    if (unlogged > 0)
      findings.push({
        invariant: 'I7',
        count: unlogged,
        says: `${says} stands in the log ${times - unlogged}x`,
      });
  }
  return findings;
}

export function countsOf(hashes: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const hash of hashes) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  return counts;
}

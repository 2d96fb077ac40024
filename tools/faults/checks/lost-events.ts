import { countsOf } from '../counts-of.js';
import type { CallEvidence } from '../evidence.js';
import { isAccepted } from '../ledger.js';
import type { Finding } from './finding.js';

/** I1 and I7: accepted events that have no record in their call, or do not even stand in the log. */
export function lostEvents({ call, sent, recorded, logged }: CallEvidence): Finding[] {
  const [records, entries] = [countsOf(recorded), countsOf(logged.map(({ hash }) => hash))];
  const findings: Finding[] = [];
  // A body that was accepted twice must be there twice: two webhooks that nobody can tell apart.
  for (const [hash, times] of countsOf(sent.filter(isAccepted).map((event) => event.hash))) {
    const unrecorded = times - (records.get(hash) ?? 0);
    const unlogged = times - (entries.get(hash) ?? 0);
    const which = `event ${hash.slice(0, 12)} of call ${call}, answered 200 ${times}x,`;
    if (unrecorded > 0) {
      const says = `${which} has ${times - unrecorded} records`;
      findings.push({ invariant: 'I1', column: 'lost', count: unrecorded, says });
    }
    if (unlogged > 0) {
      const says = `${which} stands in the log ${times - unlogged}x`;
      findings.push({ invariant: 'I7', count: unlogged, says });
    }
  }
  return findings;
}

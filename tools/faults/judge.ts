import { boundedMemory } from './checks/bounded-memory.js';
import { differingCalls } from './checks/differing-calls.js';
import { differingClients } from './checks/differing-clients.js';
import type { Finding } from './checks/finding.js';
import { leftovers } from './checks/leftovers.js';
import { lostEvents } from './checks/lost-events.js';
import { publishedVersions } from './checks/published-versions.js';
import type { Evidence } from './evidence.js';

/** Everything that the evidence shows to be wrong; pure. */
export function judge(evidence: Evidence): Finding[] {
  return [lostEvents, differingCalls, publishedVersions, differingClients, leftovers, boundedMemory].flatMap(
    (check) => check(evidence),
  );
}

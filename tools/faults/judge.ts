import { boundedMemory } from './checks/bounded-memory.js';
import { differingCall } from './checks/differing-call.js';
import { differingClients } from './checks/differing-clients.js';
import type { Finding } from './checks/finding.js';
import { leftovers } from './checks/leftovers.js';
import { lostEvents } from './checks/lost-events.js';
import { publishedVersions } from './checks/published-versions.js';
import type { CallEvidence, Surroundings } from './evidence.js';

/** Everything that is wrong with a call; pure. */
export function judgeCall(call: CallEvidence): Finding[] {
  return [lostEvents, differingCall, publishedVersions].flatMap((check) => check(call));
}

/** Everything that is wrong besides; pure. */
export function judgeSurroundings(surroundings: Surroundings): Finding[] {
  return [differingClients, leftovers, boundedMemory].flatMap((check) => check(surroundings));
}

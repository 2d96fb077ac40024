import type { Profile } from './profile.js';
import { aPerson, type Person } from './person.js';
import type { Random } from './random.js';
import type { CallObject } from './webhook.js';

export type Medium = 'web' | 'phone';

/** What stays the same in everything that is said of one call. */
export interface CallIdentity {
  readonly id: string;
  readonly profile: Profile;
  readonly medium: Medium;
  readonly direction: 'inbound' | 'outbound';
  readonly person: Person;
  readonly variables: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** `WC-<uuid>` for the web, a Twilio sid for the phone; both begin with the digits of their run. */
export function callIdOf(random: Random, medium: Medium, run: string): string {
  if (medium === 'phone') return `CA${run}${random.hex(24)}`;
  const variant = random.pick(['8', '9', 'a', 'b']);
  return `WC-${run}-${random.hex(4)}-4${random.hex(3)}-${variant}${random.hex(3)}-${random.hex(12)}`;
}

/** Who takes part, and what of them any of the scenarios may need to know. */
export function participants(
  random: Random,
  direction: 'inbound' | 'outbound',
  medium: Medium | undefined,
): { readonly person: Person; readonly medium: Medium; readonly metadata: Readonly<Record<string, string>> } {
  const chosen = medium ?? (direction === 'outbound' || random.chance(0.5) ? 'phone' : 'web');
  const metadata: Readonly<Record<string, string>> =
    direction === 'outbound'
      ? {
          campaign: random.pick(['autumn-follow-up', 'tomorrow', 'second-try']),
          attempt: String(random.int(1, 3)),
        }
      : {};
  return { person: aPerson(random), medium: chosen, metadata };
}

/** `customer.number`: a display name on the web, a number on the phone. */
export function userNumberOf({ medium, person }: CallIdentity): string {
  return medium === 'web' ? `web-${person.name}` : person.number;
}

/** The part of `message.call` that no event changes. */
export function constantsOf(
  identity: CallIdentity,
): Pick<CallObject, 'id' | 'teamId' | 'assistantId' | 'callType'> {
  const { id, profile, medium } = identity;
  return { id, teamId: profile.teamId, assistantId: profile.assistantId, callType: medium };
}

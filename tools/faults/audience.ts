import type { FollowedCall } from '../../test/support/live/followed-call.js';
import { LiveClient } from '../../test/support/live/live-client.js';
import { startRelay, type Relay } from '../../test/support/live/relay.js';

/** One who looks on: follows some calls and the list, over a wire of its own. */
export interface Onlooker {
  readonly name: string;
  readonly client: LiveClient;
  readonly relay: Relay;
  readonly calls: readonly FollowedCall[];
}

/** Clients of all gateways. */
export interface Audience {
  readonly onlookers: readonly Onlooker[];
  close(): Promise<void>;
}

/** Calls that each follows. */
const CALLS_EACH = 8;
const PER_GATEWAY = 3;
/** What a list may show at once. */
export const LIST_LIMIT = 500;

/** Seats clients at every gateway before the calls begin, each with calls of its own to follow. */
export async function seatAudience(
  gatewayUrls: readonly string[],
  calls: readonly string[],
): Promise<Audience> {
  const onlookers: Onlooker[] = [];
  for (const [gateway, url] of gatewayUrls.entries()) {
    for (let seat = 0; seat < PER_GATEWAY; seat++) {
      const place = onlookers.length * CALLS_EACH;
      // Around again when there are fewer calls than seats: several then follow one call.
      const chosen = Array.from(
        { length: Math.min(CALLS_EACH, calls.length) },
        (_, i) => calls[(place + i) % calls.length],
      );
      onlookers.push(await seatOne(`client ${seat + 1} of gateway ${gateway + 1}`, url, chosen));
    }
  }
  return {
    onlookers,
    close: async () => {
      for (const { client, relay } of onlookers) {
        client.close();
        await relay.close();
      }
    },
  };
}

async function seatOne(
  name: string,
  url: string,
  chosen: readonly (string | undefined)[],
): Promise<Onlooker> {
  const relay = await startRelay(url);
  const client = await LiveClient.connect(relay.url);
  await client.watchCalls({ sort: 'first-seen', window: { offset: 0, limit: LIST_LIMIT } });
  const calls: FollowedCall[] = [];
  for (const call of chosen) if (call !== undefined) calls.push(await client.watch(call));
  return { name, client, relay, calls };
}

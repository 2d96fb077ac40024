import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { aCall } from '../support/calls/a-call.js';
import { eventually } from '../support/eventually.js';
import type { FollowedCall } from '../support/live/followed-call.js';
import { LiveClient } from '../support/live/live-client.js';
import { startLive, type LiveServices } from '../support/live/live-services.js';
import { untilEqual } from '../support/live/until-equal.js';

jest.setTimeout(60_000);

const { id, events } = aCall({ seed: 'Redis is away' });
const bodies = events.map(({ body }) => body);
const half = Math.floor(bodies.length / 2);

let live: LiveServices;
let client: LiveClient;
let call: FollowedCall;

beforeEach(async () => {
  live = await startLive();
  await live.deliver(...bodies.slice(0, half));
  client = await LiveClient.connect(live.url);
  call = await client.watch(id);
  await client.watchCalls();
}, 60_000);
afterEach(async () => {
  client.close();
  await live.stop();
});

describe('a gateway without Redis', () => {
  it('says so in its pulse, answers what it cannot read with what to do, and closes in good time', async () => {
    await live.redis.kill();

    const served = fetch(`${live.url}/api/calls/${id}`);
    const answer = await client.request('watch:call', { call: 'another' });
    const { status } = await served;
    await eventually(
      () => client.pulses.at(-1)?.redis,
      (redis) => redis === 'down',
    );
    const startedAt = performance.now();
    await live.closeGateway();

    expect(answer).toEqual({ error: 'Redis is out of reach. Ask again in a moment.' });
    expect(status).toBe(503);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    await live.redis.restart();
  });
});

describe('a client while Redis is restarted', () => {
  it('keeps what it shows, is told once to watch again, and holds the call as it is', async () => {
    await live.redis.kill();
    const shown = call.facts;
    await live.redis.restart();
    await live.deliver(...bodies.slice(half));

    await untilReset(client);
    await untilEqual(call, live);
    expect(Object.keys(shown).length).toBeGreaterThan(10);
    expect([client.connects, client.resets]).toEqual([1, ['Redis was restarted']]);
    expect(call.view.status.current).toBe('finished');
    await eventually(
      () => client.rows.row(id)?.status,
      (status) => status === 'finished',
    );
  });

  it('holds what Redis holds when that is less than before', async () => {
    const log = join(live.redis.dataDir, 'appendonlydir');
    const older = join(live.redis.dataDir, 'older');
    await cp(log, older, { recursive: true });
    await live.deliver(...bodies.slice(half));
    await untilEqual(call, live);
    const atMost = call.version;

    await live.redis.kill();
    await rm(log, { recursive: true });
    await cp(older, log, { recursive: true });
    await live.redis.restart();

    await untilReset(client);
    await untilEqual(call, live);
    expect(call.version).toBeLessThan(atMost);
    expect(client.snapshots.at(-1)?.full).toBe(true);
    await eventually(
      () => client.rows.row(id)?.version,
      (version) => version === call.version,
    );
  });

  it('is not confused by versions that were lost and made anew', async () => {
    const log = join(live.redis.dataDir, 'appendonlydir');
    const older = join(live.redis.dataDir, 'older');
    await cp(log, older, { recursive: true });
    await live.deliver(...bodies.slice(half));
    await untilEqual(call, live);

    await live.redis.kill();
    await rm(log, { recursive: true });
    await cp(older, log, { recursive: true });
    await live.redis.restart();
    // Other events now make the versions that the client has seen made.
    await live.deliver(...bodies.slice(half).toReversed());

    await untilReset(client);
    await untilEqual(call, live);
  });

  it('shows nothing when everything was lost', async () => {
    await live.redis.kill();
    await rm(join(live.redis.dataDir, 'appendonlydir'), { recursive: true });
    await live.redis.restart();

    await untilReset(client);
    await untilEqual(call, live);
    expect(call.facts).toEqual({});
    await eventually(
      () => client.rows.calls,
      (calls) => calls.length === 0,
    );
  });
});

function untilReset({ resets }: LiveClient): Promise<unknown> {
  return eventually(
    () => resets.length,
    (count) => count > 0,
  );
}

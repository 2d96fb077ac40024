import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { observeServers, type HeldBack } from '../support/live/held-for.js';
import { LiveClient } from '../support/live/live-client.js';
import { startLive, type LiveServices } from '../support/live/live-services.js';
import { startRelay, type Relay } from '../support/live/relay.js';
import { untilEqual } from '../support/live/until-equal.js';

jest.setTimeout(60_000);

const CALLS = Array.from({ length: 50 }, (_, index) => `WC-busy-${index}`);
const ROUNDS = 45;

const heldFor = observeServers();
let live: LiveServices;
let relay: Relay;
let slow: LiveClient;
let neighbour: LiveClient;

beforeAll(async () => {
  live = await startLive();
}, 60_000);
afterAll(() => live.stop());

beforeEach(async () => {
  relay = await startRelay(live.url);
  slow = await LiveClient.connect(relay.url);
  neighbour = await LiveClient.connect(live.url);
});
afterEach(async () => {
  slow.close();
  neighbour.close();
  await relay.close();
});

describe('a client that stops reading while thousands of changes happen', () => {
  it('costs a frame, harms no neighbour, and ends with the right facts and rows', async () => {
    const calls = await Promise.all(CALLS.map((call) => slow.watch(call)));
    const neighbours = await Promise.all(CALLS.map((call) => neighbour.watch(call)));
    await slow.watchCalls();
    await neighbour.watchCalls();

    relay.stopReading();
    const held: (HeldBack | undefined)[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      await live.append(...CALLS.map((call) => anUpdate(call, round)));
      await eventually(
        () => Math.min(...neighbours.map(({ version }) => version)),
        (version) => version >= round,
      );
      held.push(heldFor(slow));
    }
    for (const call of neighbours) await untilEqual(call, live);
    held.push(heldFor(slow));

    const frames = Math.max(...held.map((now) => now?.frames ?? NaN));
    const bytes = Math.max(...held.map((now) => now?.bytes ?? NaN));
    const changed = sumOf(neighbour.changes.map(({ facts }) => JSON.stringify(facts).length));
    console.log(
      `${neighbour.changes.length} changes, ${changed} bytes; held at most for the client that did not read: ${frames} frames, ${bytes} bytes`,
    );
    expect(neighbour.changes.length).toBeGreaterThan(2_000);
    expect(calls.every((call, place) => call.version < (neighbours[place]?.version ?? 0))).toBe(true);
    expect(frames).toBeLessThanOrEqual(1);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(changed / 50);

    relay.readOn();
    for (const call of calls) await untilEqual(call, live);
    await eventually(
      () => CALLS.map((call) => slow.rows.row(call)),
      (rows) => rows.every((row) => row?.messages === ROUNDS),
    );
    expect(slow.rows.calls).toEqual(neighbour.rows.calls);
    expect(slow.connects).toBe(1);
  });
});

describe('a client that asks and asks, and never reads', () => {
  it('is disconnected, with next to nothing held for it, and harms no neighbour', async () => {
    const [id = ''] = CALLS;
    await live.deliver(anUpdate(id, 0));
    const call = await neighbour.watch(id);
    slow.socket.io.reconnection(false);
    relay.stopReading();

    const held: HeldBack[] = [];
    for (let now = heldFor(slow); now !== undefined && held.length < 5_000; now = heldFor(slow)) {
      held.push(now);
      slow.send('watch:call', { call: id }, () => undefined);
      slow.send('watch:calls', {}, () => undefined);
      slow.send('unwatch:call', { call: 'another' }, () => undefined);
      slow.send('watch:call', 'garbage', () => undefined);
      // Somebody who reads is answered meanwhile.
      await neighbour.request('watch:calls', { window: { offset: 0, limit: 1 } });
    }

    const facts = JSON.stringify(call.facts).length;
    const bytes = Math.max(...held.map((now) => now.bytes));
    console.log(
      `disconnected after ${4 * held.length} requests; at most ${bytes} bytes were held for it, of answers of ${facts} bytes each`,
    );
    expect(heldFor(slow)).toBeUndefined();
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(2 * facts);
    expect(Math.max(...held.map(({ frames }) => frames))).toBeLessThanOrEqual(1);
    await live.deliver(anUpdate(id, 1_000));
    await untilEqual(call, live);
  });
});

describe('a gateway that ends', () => {
  it('waits for no client that does not read', async () => {
    relay.stopReading();
    while (heldFor(slow)?.bytes === 0) {
      slow.send('watch:call', { call: CALLS[0] }, () => undefined);
      await neighbour.request('unwatch:call', { call: 'another' });
    }
    const startedAt = performance.now();

    await live.closeGateway();

    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });
});

/** One long message, so that what is not read soon fills what lies between the gateway and a client. */
function anUpdate(call: string, round: number): unknown {
  const text = `${round} ${'so to speak '.repeat(800)}`;
  const messages = [
    { messageId: `m-${round}`, role: 'user', text, timestamp: 1_772_702_480_000 + round * 1_000 },
  ];
  return { message: { type: 'conversation-update', call: { id: call, status: 'ongoing' }, messages } };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

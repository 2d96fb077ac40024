import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { aCall, aLongCall } from '../support/calls/a-call.js';
import { startGatewayProcess } from '../support/live/gateway-process.js';
import { LiveClient } from '../support/live/live-client.js';
import { startLiveOnStore, type LiveServices } from '../support/live/live-services.js';
import { startRelay } from '../support/live/relay.js';
import { untilEqual } from '../support/live/until-equal.js';
import type { Store } from '../support/store-for-specs.js';

jest.setTimeout(60_000);

let live: LiveServices<Store>;

beforeAll(async () => {
  live = await startLiveOnStore();
}, 60_000);
afterAll(() => live.stop());

const bodiesOf = (events: readonly { readonly body: unknown }[]) => events.map(({ body }) => body);

describe('a client of a call that is under way', () => {
  it('is given what was said before it joined, and then every change', async () => {
    const { id, events } = aCall({ seed: 'joined' });
    const half = Math.floor(events.length / 2);
    await live.deliver(...bodiesOf(events.slice(0, half)));
    const client = await LiveClient.connect(live.url);

    const call = await client.watch(id);
    const atFirst = call.facts;
    await live.deliver(...bodiesOf(events.slice(half)));

    expect(Object.keys(atFirst).length).toBeGreaterThan(10);
    await untilEqual(call, live);
    expect(call.view.status.current).toBe('finished');
    expect(client.snapshots).toHaveLength(1);
    client.close();
  });

  it('misses nothing when it joins while changes pour in', async () => {
    const events = aLongCall({ messages: 60, seed: 'pouring' });
    const id = idOf(events);
    const clients = await Promise.all(Array.from({ length: 10 }, () => LiveClient.connect(live.url)));

    const delivered = live.deliver(...bodiesOf(events));
    const calls = [];
    for (const client of clients) {
      const version = calls.length * 6;
      await eventually(
        () => live.store.read(id),
        (stored) => (stored?.version ?? 0) >= version,
      );
      calls.push(await client.watch(id));
    }
    await delivered;

    for (const call of calls) await untilEqual(call, live);
    for (const client of clients) client.close();
  });

  it('is told of a call that nobody had heard of when it asked', async () => {
    const { id, events } = aCall({ seed: 'awaited' });
    const client = await LiveClient.connect(live.url);

    const call = await client.watch(id);
    expect([call.version, client.snapshots.at(-1)?.firstSeen]).toEqual([0, null]);
    await live.deliver(...bodiesOf(events));

    await untilEqual(call, live);
    expect(call.view.status.current).toBe('finished');
    client.close();
  });

  it('is told when it is deleted, and of the call that a later webhook makes', async () => {
    const { id, events } = aCall({ seed: 'deleted' });
    await live.deliver(...bodiesOf(events.slice(0, 6)));
    const client = await LiveClient.connect(live.url);
    const call = await client.watch(id);

    await live.json(`/api/calls/${id}`, { method: 'DELETE' });
    await eventually(
      () => call.removals,
      (removals) => removals === 1,
    );
    expect(call.facts).toEqual({});
    await live.deliver(...bodiesOf(events.slice(6)));

    await untilEqual(call, live);
    expect(call.view.status.current).toBe('finished');
    client.close();
  });
});

describe('a client that loses its connection', () => {
  it('holds the call as it is, after 50 messages came while it was away', async () => {
    const events = aLongCall({ messages: 80, seed: 'cut' });
    const id = idOf(events);
    const relay = await startRelay(live.url);
    const client = await LiveClient.connect(relay.url);
    const call = await client.watch(id);
    const before = events.filter(({ body }) => messagesIn(body) <= 15);
    const during = events.filter(({ body }) => messagesIn(body) > 15 && messagesIn(body) <= 65);
    const after = events.filter(({ body }) => messagesIn(body) > 65);
    await live.deliver(...bodiesOf(before));

    relay.takeOut();
    await live.deliver(...bodiesOf(during));
    const known = call.version;
    relay.putBack();
    await eventually(
      () => client.connects,
      (connects) => connects === 2,
    );
    await live.deliver(...bodiesOf(after));

    await untilEqual(call, live);
    const resumed = client.snapshots.at(-1);
    expect(resumed?.full).toBe(false);
    expect(resumed?.version).toBeGreaterThan(known + 49);
    client.close();
    await relay.close();
  });

  it('holds the call as it is, however often and wherever the connection is cut', async () => {
    const events = aLongCall({ messages: 60, seed: 'cut again and again' });
    const relay = await startRelay(live.url);
    const client = await LiveClient.connect(relay.url);
    const call = await client.watch(idOf(events));

    for (const [place, { body }] of events.entries()) {
      if (place % 4 === 0) relay.cut();
      await live.deliver(body);
    }

    await untilEqual(call, live);
    expect(client.connects).toBeGreaterThan(5);
    client.close();
    await relay.close();
  });

  it('holds the call as it is, after its gateway was killed and started again', async () => {
    const { id, events } = aCall({ seed: 'killed' });
    const first = await startGatewayProcess(live.redis);
    const client = await LiveClient.connect(first.url);
    const call = await client.watch(id);
    for (const { body } of events.slice(0, 8)) await live.deliver(body);

    await first.kill();
    await live.deliver(...bodiesOf(events.slice(8, 12)));
    const second = await startGatewayProcess(live.redis, Number(new URL(first.url).port));
    await live.deliver(...bodiesOf(events.slice(12)));

    await untilEqual(call, live);
    expect(client.connects).toBe(2);
    expect(call.view.status.current).toBe('finished');
    expect(await second.end()).toBe(0);
    client.close();
  });

  it('is served at once by a gateway that was started anew, by what it holds', async () => {
    const { id, events } = aCall({ seed: 'restarted' });
    await live.deliver(...bodiesOf(events.slice(0, 8)));
    const client = await LiveClient.connect(live.url);
    const call = await client.watch(id);
    const list = await client.watchCalls();
    expect(list.calls).toContain(id);

    await live.closeGateway();
    await live.deliver(...bodiesOf(events.slice(8)));
    await live.startGateway();

    await eventually(
      () => client.connects,
      (connects) => connects === 2,
    );
    await untilEqual(call, live);
    expect(client.snapshots.at(-1)?.full).toBe(false);
    await eventually(
      () => client.rows.row(id)?.status,
      (status) => status === 'finished',
    );
    client.close();
  });
});

function idOf(events: ReturnType<typeof aLongCall>): string {
  const [first] = events;
  if (first === undefined) throw new Error('a call without events');
  return first.body.message.call.id;
}

function messagesIn(body: unknown): number {
  const text = JSON.stringify(body);
  return text.split('"messageId"').length - 1;
}

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { eventually } from '../support/eventually.js';
import type { FollowedCall } from '../support/live/followed-call.js';
import { LiveClient } from '../support/live/live-client.js';
import { startLive, type LiveServices } from '../support/live/live-services.js';
import { untilEqual } from '../support/live/until-equal.js';

jest.setTimeout(60_000);

const IDS = [
  'WC/with/slashes',
  '../../etc/passwd',
  '100%',
  '%2F%00%zz',
  '#fragment?query=1&more',
  '{tag}:events',
  'a:b:c',
  'a',
  'a:events',
  'with some  spaces',
  '"quoted" and \'quoted\'',
  '\\back\\slash',
  'Zürich-東京-Ωmega',
  '🦊📞👩‍👩‍👧',
  '42',
  '007',
  '-1',
  '__proto__',
  'constructor',
  'toString',
  '*',
  'null',
  '<script>alert(1)</script>',
  'line\nbreak',
  '\u{10FFFF}'.repeat(128),
];
const Events = z.object({ events: z.array(z.looseObject({ receipt: z.string() })) });

const named = IDS.map((id) => [id.length > 40 ? `${id.length} characters` : JSON.stringify(id), id] as const);
const pathOf = (id: string) => `/api/calls/${encodeURIComponent(id)}`;

let live: LiveServices;
let client: LiveClient;
const calls = new Map<string, FollowedCall>();

beforeAll(async () => {
  live = await startLive();
  client = await LiveClient.connect(live.url);
  await client.watchCalls();
  for (const id of IDS) calls.set(id, await client.watch(id));
  await Promise.all(IDS.map((id) => live.deliver(aMessage(id, 'first'), aMessage(id, 'second'))));
}, 60_000);
afterAll(async () => {
  client.close();
  await live.stop();
});

describe.each(named)('a call named %s', (_, id) => {
  it('is followed and listed', async () => {
    const call = await client.watch(id);

    await untilEqual(call, live);
    expect(call.view.messages.map(({ text }) => text)).toEqual(['first', 'second']);
    await eventually(
      () => client.rows.row(id)?.line?.text,
      (line) => line === 'second',
    );
  });

  it('is served with its events', async () => {
    expect(await live.json(pathOf(id))).toMatchObject({ call: id, version: 2 });
    const { events } = Events.parse(await live.json(`${pathOf(id)}/events`));
    expect(events).toHaveLength(2);
    const event = `/api/events/${events[0]?.receipt}`;
    const byCall = await live.json(`${event}?call=${encodeURIComponent(id)}`);
    expect(byCall).toMatchObject({ call: id, body: aMessage(id, 'first') });
    expect(await live.json(event)).toEqual(byCall);
  });

  it('is a conversation of the guide’s API', async () => {
    expect(await live.json(`/api/conversations/${encodeURIComponent(id)}`)).toMatchObject({
      messages: [{ text: 'first' }, { text: 'second' }],
      events: [aMessage(id, 'first'), aMessage(id, 'second')],
    });
    const list = await (await fetch(`${live.url}/api/conversations`)).text();
    expect(list).toContain(`${JSON.stringify(id)}:{"statuses"`);
  });

  it('is found by its name', async () => {
    expect(await live.json(`/api/calls?search=${encodeURIComponent(id.slice(0, 200))}`)).toMatchObject({
      calls: expect.arrayContaining([expect.objectContaining({ call: id })]),
    });
  });
});

describe('calls of any name', () => {
  it('are deleted one by one, and nothing else with them', async () => {
    const [kept = '', ...rest] = IDS.toReversed();
    expect(await client.request('unwatch:call', { call: kept })).toEqual({ call: kept });

    for (const id of rest)
      expect(await live.json(pathOf(id), { method: 'DELETE' })).toEqual({ deleted: true });

    await eventually(
      () => [client.rows.calls, rest.filter((id) => calls.get(id)?.removals !== 1)],
      ([listed, told]) => listed?.join() === kept && told?.length === 0,
    );
    for (const id of rest) expect((await fetch(`${live.url}${pathOf(id)}`)).status).toBe(404);
    expect(await live.json(pathOf(kept))).toMatchObject({ call: kept, version: 2 });
  });
});

function aMessage(call: string, text: string): unknown {
  const at = 1_772_702_480_000 + (text === 'first' ? 0 : 1_000);
  const messages = [{ messageId: text, role: 'user', text, timestamp: at }];
  return {
    message: { type: 'conversation-update', call: { id: call, status: 'ongoing' }, messages, timestamp: at },
  };
}

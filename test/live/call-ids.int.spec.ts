import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { eventually } from '../support/eventually.js';
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

let live: LiveServices;
let client: LiveClient;

beforeAll(async () => {
  live = await startLive();
  client = await LiveClient.connect(live.url);
  await client.watchCalls();
}, 60_000);
afterAll(async () => {
  client.close();
  await live.stop();
});

describe.each(IDS.map((id) => [id.length > 40 ? `of ${id.length} characters` : JSON.stringify(id), id]))(
  'a call %s',
  (_, id) => {
    it('is served, followed, listed and deleted like any other', async () => {
      const path = `/api/calls/${encodeURIComponent(id)}`;
      const call = await client.watch(id);
      await live.deliver(aMessage(id, 'first'), aMessage(id, 'second'));

      await untilEqual(call, live);
      expect(call.view.messages.map(({ text }) => text)).toEqual(['first', 'second']);
      await eventually(
        () => client.rows.row(id)?.line?.text,
        (line) => line === 'second',
      );
      expect(await live.json(path)).toMatchObject({ call: id, version: 2 });
      const { events } = Events.parse(await live.json(`${path}/events`));
      expect(events).toHaveLength(2);
      const event = `/api/events/${events[0]?.receipt}`;
      const byCall = await live.json(`${event}?call=${encodeURIComponent(id)}`);
      expect(byCall).toMatchObject({ call: id, body: aMessage(id, 'first') });
      expect(await live.json(event)).toEqual(byCall);
      expect(await live.json(`/api/conversations/${encodeURIComponent(id)}`)).toMatchObject({
        messages: [{ text: 'first' }, { text: 'second' }],
        events: [aMessage(id, 'first'), aMessage(id, 'second')],
      });
      const list = await (await fetch(`${live.url}/api/conversations`)).text();
      expect(list).toContain(`${JSON.stringify(id)}:{"statuses"`);
      expect(await live.json(`/api/calls?search=${encodeURIComponent(id)}`)).toMatchObject({
        calls: expect.arrayContaining([expect.objectContaining({ call: id })]),
      });

      expect(await client.request('unwatch:call', { call: id })).toEqual({ call: id });
      const again = await client.watch(id);
      expect(await live.json(path, { method: 'DELETE' })).toEqual({ deleted: true });
      await eventually(
        () => [again.removals, client.rows.row(id)],
        ([removals, row]) => removals === 1 && row === undefined,
      );
      expect((await fetch(`${live.url}${path}`)).status).toBe(404);
    });
  },
);

function aMessage(call: string, text: string): unknown {
  const at = 1_772_702_480_000 + (text === 'first' ? 0 : 1_000);
  const messages = [{ messageId: text, role: 'user', text, timestamp: at }];
  return {
    message: { type: 'conversation-update', call: { id: call, status: 'ongoing' }, messages, timestamp: at },
  };
}

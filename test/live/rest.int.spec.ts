import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ulid } from 'ulid';
import { z } from 'zod';
import { aCall } from '../support/calls/a-call.js';
import { eventually } from '../support/eventually.js';
import { startLive, type LiveServices } from '../support/live/live-services.js';

jest.setTimeout(60_000);

const AT = 1_772_702_480_000;
const Page = z.object({
  calls: z.array(z.looseObject({ call: z.string(), status: z.string().nullable(), firstSeen: z.number() })),
  next: z.string().nullable(),
});
const Records = z.object({ events: z.array(z.looseObject({ receipt: z.string(), type: z.string() })) });
const Conversations = z.object({
  conversations: z.record(
    z.string(),
    z.object({
      statuses: z.array(z.unknown()),
      messages: z.array(z.unknown()),
      events: z.array(z.unknown()),
    }),
  ),
});

let live: LiveServices;
const text = async (path: string, init?: RequestInit) => (await fetch(`${live.url}${path}`, init)).text();
const status = async (path: string) => (await fetch(`${live.url}${path}`)).status;
const pageOf = async (query: string) => Page.parse(await live.json(`/api/calls?${query}`));
const callsOf = async (query: string) => (await pageOf(query)).calls.map(({ call }) => call);
const untilListed = (count: number) =>
  eventually(
    () => callsOf('limit=500'),
    (calls) => calls.length === count,
  );

describe('calls over HTTP', () => {
  beforeAll(async () => {
    live = await startLive();
    for (let i = 0; i < 10; i++) {
      await live.deliver(
        aStatus(`WC-${i}`, i % 2 === 0 ? 'finished' : 'ongoing', { userNumber: `+1555010000${i}` }),
      );
    }
    await live.deliver({ message: { type: 'hang', timestamp: AT, call: { id: 'WC-3', status: 'ongoing' } } });
    await untilListed(10);
  }, 60_000);
  afterAll(() => live.stop());

  it('come in pages, the newest first, that neither repeat nor skip while calls come and go', async () => {
    const first = await pageOf('limit=4');
    await live.deliver(aStatus('WC-new', 'ongoing'));
    await live.json('/api/calls/WC-8', { method: 'DELETE' });
    await live.deliver(aStatus('WC-5', 'finished'));
    const second = await pageOf(`limit=4&before=${encodeURIComponent(first.next ?? '')}`);
    const third = await pageOf(`limit=4&before=${encodeURIComponent(second.next ?? '')}`);

    const pages = [first, second, third].map(({ calls }) => calls.map(({ call }) => call));
    expect(pages).toEqual([
      ['WC-9', 'WC-8', 'WC-7', 'WC-6'],
      ['WC-5', 'WC-4', 'WC-3', 'WC-2'],
      ['WC-1', 'WC-0'],
    ]);
    expect(third.next).toBeNull();
    await live.json('/api/calls/WC-new', { method: 'DELETE' });
  });

  it('are found by status and by group', async () => {
    await eventually(
      () => callsOf('status=finished'),
      (calls) => calls.join() === 'WC-6,WC-5,WC-4,WC-2,WC-0',
    );
    expect(await callsOf('status=ongoing')).toEqual(['WC-9', 'WC-7', 'WC-3', 'WC-1']);
    expect(await callsOf('status=hung')).toEqual(['WC-3']);
    expect(await callsOf('status=live&search=wc-7')).toEqual(['WC-7']);
  });

  it('are found by number and by id', async () => {
    expect(await callsOf('search=0100004')).toEqual(['WC-4']);
    expect(await callsOf('search=wc-6')).toEqual(['WC-6']);
    expect(await callsOf('search=nobody')).toEqual([]);
  });

  it('refuse a question that can’t be answered, saying which part of it', async () => {
    for (const query of [
      'before=garbage',
      'before=12',
      'limit=0',
      'limit=501',
      'status=asleep',
      'search=a&search=b',
    ]) {
      const answer = await fetch(`${live.url}/api/calls?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
      expect(await answer.json()).toEqual({
        error: expect.stringContaining(query.slice(0, query.indexOf('='))),
      });
    }
  });

  it('are shown one by one, as their facts read', async () => {
    expect(await live.json('/api/calls/WC-3')).toMatchObject({
      call: 'WC-3',
      version: 2,
      firstSeen: expect.any(Number),
      lastSeen: expect.any(Number),
      view: { status: { current: 'ongoing' }, hangs: expect.anything() },
    });
    expect(await live.json('/api/calls/unheard-of')).toEqual({ error: 'There is no call unheard-of.' });
    expect(await status('/api/calls/unheard-of')).toBe(404);
  });

  it('are gone when deleted, at once', async () => {
    expect(await live.json('/api/calls/WC-9', { method: 'DELETE' })).toEqual({ deleted: true });

    expect(await callsOf('search=WC-9')).toEqual([]);
    expect(await status('/api/calls/WC-9')).toBe(404);
    expect(await status('/api/calls/WC-9/events')).toBe(404);
    expect(await live.json('/api/calls/WC-9', { method: 'DELETE' })).toEqual({ deleted: false });
  });
});

describe('events over HTTP', () => {
  const { id, events } = aCall({ seed: 'events over HTTP' });
  const bodies = events.map(({ body }) => body);

  beforeAll(async () => {
    live = await startLive();
    await live.deliver(...bodies);
    await live.append({ event: 'campaign.finished', campaign: 'spring' }, { test: 'message' });
  }, 60_000);
  afterAll(() => live.stop());

  it('are listed per call in the order they came, and each is there as it was posted', async () => {
    const records = Records.parse(await live.json(`/api/calls/${id}/events`)).events;

    expect(records.map(({ type }) => type)).toEqual(bodies.map(({ message }) => message.type));
    for (const [place, { receipt }] of records.entries()) {
      const named = await text(`/api/events/${receipt}?call=${id}`);
      expect(named).toContain(`"body":${JSON.stringify(bodies[place])}}`);
      expect(await text(`/api/events/${receipt}`)).toBe(named);
    }
  });

  it('are not found by the name of another call, nor by what is no receipt id', async () => {
    const [record] = Records.parse(await live.json(`/api/calls/${id}/events`)).events;

    expect(await status(`/api/events/${record?.receipt}?call=another`)).toBe(404);
    expect(await status(`/api/events/${ulid()}`)).toBe(404);
    for (const receipt of ['1', 'Z'.repeat(26), '%00', `${ulid()}?call=a&call=b`]) {
      expect([receipt, await status(`/api/events/${receipt}`)]).toEqual([receipt, 400]);
    }
  });

  it('that belong to no call are listed apart, the newest first', async () => {
    expect(await live.json('/api/unassigned')).toMatchObject({
      events: [
        { type: 'unknown', call: null, body: { test: 'message' } },
        { type: 'campaign.finished', call: null, body: { event: 'campaign.finished', campaign: 'spring' } },
      ],
    });
    expect(await live.json('/api/unassigned?limit=1')).toMatchObject({ events: [{ type: 'unknown' }] });
    expect(await status('/api/unassigned?limit=many')).toBe(400);
  });

  it('that nobody can read are listed as dead letters', async () => {
    expect(await live.json('/api/dead-letters')).toEqual({ letters: [] });
    const { tag } = live.store.partitionOf('broken');
    await live.client.xadd(
      `{${tag}}:events`,
      '*',
      'id',
      ulid(),
      'call',
      'broken',
      'at',
      '1',
      'enc',
      'zip',
      'body',
      '{',
    );

    await eventually(
      () => text('/api/dead-letters'),
      (json) => json.includes('unknown encoding zip'),
    );
  });
});

describe('the guide’s API', () => {
  const { id, events } = aCall({ seed: 'the guide' });
  const bodies = events.map(({ body }) => body);

  beforeAll(async () => {
    live = await startLive();
  }, 60_000);
  afterAll(() => live.stop());

  it('knows no conversations before the first webhook', async () => {
    expect(await text('/api/conversations')).toBe('{"conversations":{}}');
    const answer = await fetch(`${live.url}/api/conversations/${id}`);
    expect([answer.status, await answer.text()]).toEqual([404, '{"error":"Not found"}']);
  });

  it('shows a conversation with every raw event, statuses once each, and times in epoch ms', async () => {
    await live.deliver(...bodies);

    const shown = z
      .object({
        statuses: z.array(z.strictObject({ status: z.string(), timestamp: z.number().min(AT) })),
        messages: z.array(
          z.strictObject({
            messageId: z.string(),
            role: z.enum(['user', 'assistant']),
            text: z.string(),
            timestamp: z.number().min(AT),
          }),
        ),
        events: z.array(z.unknown()),
      })
      .strict()
      .parse(await live.json(`/api/conversations/${id}`));
    const names = shown.statuses.map((step) => step.status);
    expect(names).toEqual([...new Set(names)]);
    expect(names.at(-1)).toBe('finished');
    expect(shown.messages.length).toBeGreaterThan(10);
    expect(shown.events).toEqual(bodies);
  });

  it('lists conversations in order of first appearance, also those named by numbers, without raw events', async () => {
    await live.deliver(aStatus('42', 'ongoing'), aStatus('7', 'ongoing'), aStatus('__proto__', 'ongoing'));
    await untilListed(4);

    const json = await text('/api/conversations');
    expect(namesIn(json)).toEqual([id, '42', '7', '__proto__']);
    const { conversations } = Conversations.parse(JSON.parse(json));
    expect(conversations['42']).toEqual({
      statuses: [{ status: 'ongoing', timestamp: AT }],
      messages: [],
      events: [],
    });
    expect(Object.values(conversations).flatMap(({ events: raw }) => raw)).toEqual([]);
  });

  it('lists them with raw events when asked to', async () => {
    const { conversations } = Conversations.parse(await live.json('/api/conversations?events=true'));

    expect(conversations[id]?.events).toEqual(bodies);
    expect(conversations['42']?.events).toEqual([aStatus('42', 'ongoing')]);
  });

  it('lists the newest 200 only', async () => {
    for (let i = 0; i < 205; i++) await live.append(aStatus(`WC-${String(i).padStart(3, '0')}`, 'queued'));
    await untilListed(209);

    const names = namesIn(await text('/api/conversations'));
    expect(names).toHaveLength(200);
    expect(names).not.toContain(id);
    expect(names.at(-1)).toBe('WC-204');
  });

  it('clears everything, and says so', async () => {
    expect(await text('/api/conversations', { method: 'DELETE' })).toBe('{"message":"All events cleared"}');

    expect(await text('/api/conversations')).toBe('{"conversations":{}}');
    expect(await live.json('/api/unassigned')).toEqual({ events: [] });
  });
});

/** Keys in the order of the text; `JSON.parse` would move numbers to the front. */
function namesIn(json: string): string[] {
  return [...json.matchAll(/"([^"]+)":\{"statuses"/g)].map(([, name = '']) => name);
}

function aStatus(call: string, is: string, more: object = {}): unknown {
  return { message: { type: 'status-update', timestamp: AT, call: { id: call, status: is, ...more } } };
}

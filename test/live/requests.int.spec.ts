import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { LiveClient } from '../support/live/live-client.js';
import { startLive, type LiveServices } from '../support/live/live-services.js';
import { untilEqual } from '../support/live/until-equal.js';

jest.setTimeout(60_000);

let live: LiveServices;
let client: LiveClient;
let neighbour: LiveClient;

beforeAll(async () => {
  live = await startLive();
}, 60_000);
afterAll(() => live.stop());
beforeEach(async () => {
  client = await LiveClient.connect(live.url, { reconnects: false });
  neighbour = await LiveClient.connect(live.url);
});
afterEach(async () => {
  const call = await neighbour.watch('WC-neighbour');
  await live.deliver(aStatus('WC-neighbour'));
  await untilEqual(call, live);
  expect(neighbour.connects).toBe(1);
  client.close();
  neighbour.close();
});

describe('a request that can’t be read', () => {
  const unreadable: [name: string, request: unknown][] = [
    ['watch:call', undefined],
    ['watch:call', null],
    ['watch:call', 'WC-1'],
    ['watch:call', []],
    ['watch:call', {}],
    ['watch:call', { call: '' }],
    ['watch:call', { call: 42 }],
    ['watch:call', { call: { toString: 'WC-1' } }],
    ['watch:call', { call: 'x'.repeat(257) }],
    ['watch:call', { call: 'WC-1', since: -1 }],
    ['watch:call', { call: 'WC-1', since: 1.5 }],
    ['watch:call', { call: 'WC-1', since: '1' }],
    ['watch:call', { call: 'WC-1', epoch: 'e'.repeat(101) }],
    ['watch:call', Buffer.from('WC-1')],
    ['watch:calls', 'all'],
    ['watch:calls', { filter: { groups: ['sleeping'] } }],
    ['watch:calls', { filter: { search: 'x'.repeat(201) } }],
    ['watch:calls', { sort: 'by-mood' }],
    ['watch:calls', { window: { offset: 0, limit: 1e9 } }],
    ['watch:calls', { window: { offset: -1, limit: 10 } }],
    ['unwatch:call', {}],
  ];

  it.each(unreadable)('is answered with what is wrong with it: %s %j', async (name, request) => {
    const answer = await client.request(name, request);

    expect(answer).toEqual({ error: expect.stringMatching(/^This request can't be read: ./) });
  });

  it('is answered also when there is nothing in it but the wish for an answer', async () => {
    expect(await client.request('watch:calls')).toEqual({ error: expect.stringContaining("can't be read") });
  });

  it('is dropped when no answer is asked for, and when nobody knows it', async () => {
    client.send('watch:call');
    client.send('watch:call', 'garbage', 'more garbage', 7);
    client.send('delete:everything', { really: true });
    client.send('error', 'not an error');
    client.send('message', Buffer.alloc(1_000));

    expect(await client.request('unwatch:call', { call: 'WC-1' })).toEqual({ call: 'WC-1' });
  });
});

describe('a request of 65 KB', () => {
  it('ends the connection of its sender', async () => {
    const gone = new Promise((resolve) => client.socket.once('disconnect', resolve));

    client.send('watch:call', { call: 'x'.repeat(65 * 1024) });

    await gone;
  });
});

describe('a client that watches many calls', () => {
  it('may watch 100 of them, and another one when it has let go of one', async () => {
    const calls = Array.from({ length: 100 }, (_, i) => `WC-${i}`);
    const answers = await Promise.all(calls.map((call) => client.request('watch:call', { call })));

    expect(answers).toEqual(calls.map((call) => expect.objectContaining({ call, version: 0 })));
    expect(await client.request('watch:call', { call: 'WC-100' })).toEqual({
      error: 'This page watches 100 calls already; unwatch one first.',
    });
    expect(await client.request('watch:call', { call: 'WC-7' })).toMatchObject({ call: 'WC-7' });
    await client.request('unwatch:call', { call: 'WC-7' });
    expect(await client.request('watch:call', { call: 'WC-100' })).toMatchObject({ call: 'WC-100' });
  });

  it('may ask again for all of them at once', async () => {
    const calls = Array.from({ length: 100 }, (_, i) => `WC-${i}`);
    const asked = [...calls, ...calls].map((call) => client.request('watch:call', { call }));

    expect(await Promise.all([...asked, client.request('watch:calls', {})])).toHaveLength(201);
  });

  it('is disconnected when it asks for thousands at once', async () => {
    const gone = new Promise((resolve) => client.socket.once('disconnect', resolve));

    for (let i = 0; i < 5_000; i++) client.send('watch:call', { call: `WC-${i}` }, () => undefined);

    await gone;
  });

  it('is told no more of a call it has let go of', async () => {
    const call = await client.watch('WC-left');
    await live.deliver(aStatus('WC-left'));
    await untilEqual(call, live);
    await client.request('unwatch:call', { call: 'WC-left' });
    const told = client.changes.length;

    await live.deliver(aStatus('WC-left', 'finished'), aStatus('WC-other'));
    expect((await client.watch('WC-other')).version).toBe(1);

    expect(client.changes).toHaveLength(told);
  });
});

describe('a new connection', () => {
  it('is told at once how everything is', async () => {
    await eventually(
      () => client.pulses.at(0),
      (pulse) => pulse?.redis === 'up',
    );
    expect(client.pulses.at(0)).toMatchObject({ at: expect.any(Number), projectors: expect.any(Number) });
  });
});

function aStatus(call: string, status = 'ongoing'): unknown {
  return { message: { type: 'status-update', timestamp: 1_772_702_480_000, call: { id: call, status } } };
}

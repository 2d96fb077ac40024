import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { LiveClient } from '../support/live/live-client.js';
import { startLive, type LiveServices } from '../support/live/live-services.js';

jest.setTimeout(60_000);

let live: LiveServices;
let client: LiveClient;

beforeAll(async () => {
  live = await startLive();
}, 60_000);
afterAll(() => live.stop());
beforeEach(async () => {
  client = await LiveClient.connect(live.url);
});
afterEach(async () => {
  client.close();
  await live.json('/api/conversations', { method: 'DELETE' });
});

describe('a list of calls', () => {
  it('is told of calls that come and change, with figures over all of them', async () => {
    await client.watchCalls();

    await live.deliver(aStatus('WC-1', 'ongoing'), aStatus('WC-2', 'ongoing'), aHang('WC-2'));
    await untilListed(['WC-1', 'WC-2']);
    await live.deliver(aStatus('WC-1', 'finished'));

    await eventually(
      () => client.rows.row('WC-1')?.status,
      (status) => status === 'finished',
    );
    expect(client.rows.figures).toEqual({ total: 2, live: 1, hangs: 1, errors: 0 });
    expect(client.rows.total).toBe(2);
  });

  it('holds only calls that match its filter, and lets go of one that no longer does', async () => {
    await live.deliver(aStatus('WC-1', 'ongoing'), aStatus('WC-2', 'finished'), aStatus('WC-3', 'failed'));
    await untilRows(3);

    const list = await client.watchCalls({ filter: { groups: ['live', 'failed'] } });
    expect(list.calls).toEqual(['WC-1', 'WC-3']);
    await live.deliver(aStatus('WC-1', 'finished'), aStatus('WC-4', 'queued'));

    await untilListed(['WC-3', 'WC-4']);
    expect([client.rows.total, client.rows.figures.total]).toEqual([2, 4]);
  });

  it('finds calls by id, number and last line, without regard to case', async () => {
    await live.deliver(
      aStatus('WC-Alpha', 'ongoing'),
      aStatus('WC-2', 'ongoing', { userNumber: '+15550100007' }),
      aMessage('WC-3', 'I would like an ALPHA appointment'),
      aStatus('WC-4', 'ongoing'),
    );
    await untilRows(4);

    expect((await client.watchCalls({ filter: { search: 'alpha' } })).calls).toEqual(['WC-3', 'WC-Alpha']);
    expect((await client.watchCalls({ filter: { search: '0100007' } })).calls).toEqual(['WC-2']);
  });

  it('holds its window only: the newest first, and who is pushed out leaves', async () => {
    for (const call of ['WC-1', 'WC-2', 'WC-3']) await live.deliver(aStatus(call, 'ongoing'));
    await untilRows(3);

    const list = await client.watchCalls({ sort: 'first-seen', window: { offset: 0, limit: 2 } });
    expect(list.calls).toEqual(['WC-2', 'WC-3']);
    await live.deliver(aStatus('WC-4', 'ongoing'));

    await untilListed(['WC-3', 'WC-4']);
    expect(client.rows.total).toBe(4);
  });

  it('is told at most four times a second, however much happens', async () => {
    await client.watchCalls();
    const startedAt = performance.now();

    for (let i = 0; i < 300; i++)
      await live.append(aStatus(`WC-${i}`, 'ongoing'), aMessage('WC-0', `line ${i}`));
    await untilListed(
      Array.from({ length: 300 }, (_, i) => `WC-${i}`)
        .toSorted()
        .slice(0, 200),
      200,
    );

    const seconds = (performance.now() - startedAt) / 1_000;
    const gaps = client.listTimes.slice(1).map((time, i) => time - (client.listTimes[i] ?? 0));
    console.log(`${client.listTimes.length} lists in ${seconds.toFixed(1)} s, for 600 events`);
    expect(client.listTimes.length).toBeLessThanOrEqual(Math.ceil(seconds * 4) + 1);
    // A frame may be on its way a little longer than the one after it.
    expect(Math.min(...gaps)).toBeGreaterThan(150);
  });

  it('is emptied of one call by its deletion, and of all by a reset of everything', async () => {
    await live.deliver(aStatus('WC-1', 'ongoing'), aStatus('WC-2', 'ongoing'), aStatus('WC-3', 'ongoing'));
    await untilRows(3);
    await client.watchCalls();
    const call = await client.watch('WC-2');

    expect(await live.json('/api/calls/WC-1', { method: 'DELETE' })).toEqual({ deleted: true });
    await untilListed(['WC-2', 'WC-3']);
    expect(await live.json('/api/conversations', { method: 'DELETE' })).toEqual({
      message: 'All events cleared',
    });

    await untilListed([]);
    await eventually(
      () => call.removals,
      (removals) => removals === 1,
    );
    expect(client.rows.figures).toEqual({ total: 0, live: 0, hangs: 0, errors: 0 });
    expect(call.facts).toEqual({});
  });

  it('knows a call that is made anew right after everything was deleted', async () => {
    await client.watchCalls();
    for (let round = 0; round < 10; round++) {
      await live.deliver(aStatus('WC-again', 'ongoing'));
      const cleared = live.json('/api/conversations', { method: 'DELETE' });
      await live.append(aStatus('WC-again', 'finished'));
      await cleared;
    }
    await live.deliver(aStatus('WC-again', 'failed'));

    await untilListed(['WC-again']);
    await eventually(
      async () => ({ row: client.rows.row('WC-again'), stored: await live.store.read('WC-again') }),
      ({ row, stored }) => row?.version === stored?.version && row?.status === 'failed',
    );
  });
});

function untilListed(calls: readonly string[], count = calls.length): Promise<unknown> {
  return eventually(
    () => client.rows.calls,
    (listed) => listed.length === count && (count > 100 || listed.join() === [...calls].join()),
  );
}

function untilRows(count: number): Promise<unknown> {
  return eventually(
    async () => JSON.stringify(await live.json('/api/calls')),
    (json) => json.split('"firstSeen"').length - 1 === count,
  );
}

function aStatus(call: string, status: string, more: object = {}): unknown {
  return {
    message: { type: 'status-update', timestamp: 1_772_702_480_000, call: { id: call, status, ...more } },
  };
}

function aHang(call: string): unknown {
  return { message: { type: 'hang', timestamp: 1_772_702_481_000, call: { id: call, status: 'ongoing' } } };
}

function aMessage(call: string, text: string): unknown {
  const messages = [{ messageId: `m-${text}`, role: 'user', text, timestamp: 1_772_702_482_000 }];
  return { message: { type: 'conversation-update', call: { id: call, status: 'ongoing' }, messages } };
}

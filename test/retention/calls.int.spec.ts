import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CallRetention } from '#call-store';
import { PROJECTOR_GROUP } from '#event-log';
import { Log, partitionsOf, readSettings, UsageStore } from '#service';
import { DeleteOldCalls } from '../../apps/projector/delete-old-calls.js';
import { retentionOf, type Retention } from '../../apps/projector/retention.js';
import { partitionKeys } from '../../libs/call-store/call-keys.js';
import { eventually } from '../support/eventually.js';
import { LiveClient } from '../support/live/live-client.js';
import { startLive, type LiveServices } from '../support/live/live-services.js';

const DAY = 86_400_000;
const partitions = partitionsOf(16);
/** The projector's own chores find nothing to do: everything in here is young and small. */
const usual = retentionOf(readSettings({}));

let live: LiveServices;
let client: LiveClient;

beforeAll(async () => {
  live = await startLive();
  client = await LiveClient.connect(live.url);
}, 60_000);
afterAll(async () => {
  client.close();
  await live.stop();
}, 60_000);
beforeEach(async () => void (await live.json('/api/conversations', { method: 'DELETE' })));

const said = (id: string, status = 'finished', text = '') => ({
  message: {
    type: 'conversation-update',
    timestamp: Date.UTC(2026, 2, 5),
    call: { id, status },
    messages: [{ messageId: 'm-1', role: 'user', text: `hello ${text}`, timestamp: Date.UTC(2026, 2, 5) }],
  },
});
const LARGE = 'and so on '.repeat(2_000);

/** A round of the chore, with what is kept otherwise than usual. */
async function deleteOld(its: Partial<Retention>): Promise<void> {
  const stores = {
    calls: live.store,
    retention: new CallRetention(live.client, partitions, PROJECTOR_GROUP),
  };
  const log = new Log({ service: 'projector', format: 'json', write: () => undefined });
  const usage = new UsageStore(live.client);
  await new DeleteOldCalls(live.client, usage, stores, { ...usual, ...its }, log).run(
    new AbortController().signal,
  );
}

/** As if a call had last been heard of so long ago. */
async function age(call: string, ms: number): Promise<void> {
  const { activity } = partitionKeys(live.store.partitionOf(call));
  await live.client.zadd(activity, Date.now() - ms, call);
}

async function present(...calls: readonly string[]): Promise<string[]> {
  const found = await Promise.all(calls.map(async (call) => ((await live.store.read(call)) ? [call] : [])));
  return found.flat();
}

describe('a call nothing was heard of for longer than calls are kept', () => {
  it('goes, with all that is its own and without a tombstone, and pages are told', async () => {
    await live.deliver(said('WC-old'), said('WC-young'));
    const followed = await client.watch('WC-old');
    await age('WC-old', 31 * DAY);

    await deleteOld({});

    expect(await present('WC-old', 'WC-young')).toEqual(['WC-young']);
    await eventually(
      () => followed.removals,
      (count) => count === 1,
    );
    const left = await live.client.keys('*WC-old*');
    expect(left).toEqual([]);
    const { deleted, sizes } = partitionKeys(live.store.partitionOf('WC-old'));
    expect(await live.client.hkeys(deleted)).not.toContain('call:WC-old');
    expect(await live.client.hkeys(sizes)).not.toContain('call:WC-old');
  });

  it('comes anew under another epoch with its next event, and a page that follows it sees it', async () => {
    await live.deliver(said('WC-again'));
    const before = await live.store.read('WC-again');
    const followed = await client.watch('WC-again');
    await age('WC-again', 31 * DAY);
    await deleteOld({});

    await live.deliver(said('WC-again', 'ongoing', 'again'));

    const after = await live.store.read('WC-again');
    expect(after?.epoch).not.toBe(before?.epoch);
    expect(after?.version).toBe(1);
    await eventually(
      () => followed.view.messages.map(({ text }) => text),
      (texts) => texts.join() === 'hello again',
    );
  });

  it('stays while it is pinned, and goes when it is not', async () => {
    await live.deliver(said('WC-pinned'));
    expect(await live.json('/api/calls/WC-pinned/pin', { method: 'PUT' })).toEqual({ pinned: true });
    expect(await live.json('/api/calls/WC-pinned')).toMatchObject({ pinned: true });
    await age('WC-pinned', 400 * DAY);

    await deleteOld({ callBytes: 1 });
    expect(await present('WC-pinned')).toEqual(['WC-pinned']);

    expect(await live.json('/api/calls/WC-pinned/pin', { method: 'DELETE' })).toEqual({ pinned: false });
    await deleteOld({});
    expect(await present('WC-pinned')).toEqual([]);
  });

  it('stays when it is heard of while it is being deleted', async () => {
    await live.deliver(said('WC-late'));
    await age('WC-late', 31 * DAY);
    const retention = new CallRetention(live.client, partitions, PROJECTOR_GROUP);
    const old = await retention.oldest().next();
    await live.deliver(said('WC-late', 'ongoing', 'still there'));

    expect(old?.call).toBe('WC-late');
    expect(old && (await retention.delete(old))).toBe(false);
    expect(await present('WC-late')).toEqual(['WC-late']);
  });
});

describe('calls over their budget', () => {
  it('go the longest silent first, those that live last, by two janitors at once as by one', async () => {
    const live1 = 'WC-lives';
    await live.deliver(said(live1, 'ongoing', LARGE));
    for (let n = 0; n < 10; n++) await live.deliver(said(`WC-${n}`, 'finished', LARGE));
    for (let n = 0; n < 10; n++) await age(`WC-${n}`, (20 - n) * 60_000);
    await age(live1, 30 * 60_000);

    await Promise.all([deleteOld({ callBytes: 150_000 }), deleteOld({ callBytes: 150_000 })]);

    const left = await present(live1, ...Array.from({ length: 10 }, (_, n) => `WC-${n}`));
    expect(left[0]).toBe(live1);
    expect(left).toContain('WC-9');
    expect(left).not.toContain('WC-0');
    const usage = await new UsageStore(live.client).read();
    expect(usage.calls?.bytes).toBeLessThan(150_000);
    expect(usage.calls?.count).toBe(left.length);

    await deleteOld({ callBytes: 1 });
    expect(await present(live1)).toEqual([]);
  });

  it('are measured as Redis counts them, and never counted twice', async () => {
    for (let n = 0; n < 30; n++) await live.deliver(said(`WC-${n}`, 'finished', LARGE));
    await live.deliver(said('WC-3', 'finished', `${LARGE} and more`));
    await live.json('/api/calls/WC-7', { method: 'DELETE' });
    await deleteOld({});

    let exact = 0;
    for (const key of await live.client.keys('*'))
      if (/:(call|call-events|row):/.test(key))
        exact += Number(await live.client.memory('USAGE', key, 'SAMPLES', 0));
    const usage = await new UsageStore(live.client).read();
    expect(usage.calls).toMatchObject({ bytes: exact, count: 29 });
  });

  it('can not be pinned beyond half of what calls may take', async () => {
    const small = await startLive({ CALLS_MAX_MB: '1' });
    try {
      for (let n = 0; n < 3; n++) await small.deliver(said(`WC-${n}`, 'finished', LARGE.repeat(15)));
      await eventually(
        async () => (await new UsageStore(small.client).read()).calls?.count,
        (count) => count === 3,
      );
      const answers = [];
      for (let n = 0; n < 3; n++) answers.push(await fetchPin(small, `WC-${n}`));
      expect(answers).toEqual([200, 200, 409]);
      expect(await fetchPin(small, 'WC-unknown')).toBe(409);
    } finally {
      await small.stop();
    }
  }, 60_000);
});

async function fetchPin({ url }: LiveServices, call: string): Promise<number> {
  return (await fetch(`${url}/api/calls/${call}/pin`, { method: 'PUT' })).status;
}

describe('a deletion somebody asked for', () => {
  it('is remembered until no event it covers can come any more', async () => {
    await live.deliver(said('WC-gone'));
    await live.json('/api/calls/WC-gone', { method: 'DELETE' });
    const { deleted } = partitionKeys(live.store.partitionOf('WC-gone'));

    await deleteOld({});
    expect(await live.client.hkeys(deleted)).toContain('call:WC-gone');

    await deleteOld({ eventAgeMs: -1_000, spoolAgeMs: 0 });
    expect(await live.client.hkeys(deleted)).not.toContain('call:WC-gone');
  });
});

describe('an event whose body is no longer kept', () => {
  it('is said to be so, and its call keeps what it said', async () => {
    await live.deliver(said('WC-trimmed'));
    const [first] = await live.store.records('WC-trimmed');
    await live.client.xtrim(partitionKeys(live.store.partitionOf('WC-trimmed')).events, 'MAXLEN', 0);

    const answer = await fetch(`${live.url}/api/events/${first?.record.receipt}?call=WC-trimmed`);

    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ error: expect.stringContaining('is no longer kept') });
    expect(await live.json('/api/calls/WC-trimmed')).toMatchObject({
      view: { messages: [{ text: 'hello ' }] },
    });
  });
});

describe('GET /api/usage', () => {
  it('tells how much of its budget each store takes', async () => {
    await live.deliver(said('WC-1'));
    await deleteOld({});

    expect(await live.json('/api/usage')).toMatchObject({
      calls: { bytes: expect.any(Number), budgetBytes: 384 * 1024 * 1024, count: 1, pinned: 0 },
      redis: { usedBytes: expect.any(Number), maxBytes: null },
    });
  });
});

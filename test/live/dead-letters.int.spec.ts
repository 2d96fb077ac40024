import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ulid } from 'ulid';
import { z } from 'zod';
import { DeadLetters } from '#event-log';
import { partitionsOf } from '#service';
import { eventually } from '../support/eventually.js';
import { startLive, type LiveServices } from '../support/live/live-services.js';

jest.setTimeout(60_000);

const AT = 1_772_702_480_000;
const Letters = z.object({ letters: z.array(z.looseObject({ id: z.string(), receipt: z.string() })) });

let live: LiveServices;
let kept: DeadLetters;

beforeAll(async () => {
  live = await startLive();
  kept = new DeadLetters(live.client, partitionsOf(16));
}, 60_000);
afterAll(() => live.stop());
afterEach(() => kept.removeAll());

const listed = async (query = '') => Letters.parse(await live.json(`/api/dead-letters${query}`)).letters;
async function ask(method: string, path: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${live.url}/api/dead-letters${path}`, { method });
  return { status: answer.status, body: await answer.json() };
}

/** An entry as newer code may write it, which this code can't read; resolves with its letter. */
async function aLetter(call: string, body = '{"message":{"type":"hang"}}') {
  const { tag } = live.store.partitionOf(call);
  const receipt = ulid();
  const fields = { id: receipt, type: 'hang', call, at: String(Date.now()), path: '/hook', enc: 'zip', body };
  await live.client.xadd(`{${tag}}:events`, '*', ...Object.entries(fields).flat());
  const letters = await eventually(listed, (all) => all.some((letter) => letter.receipt === receipt));
  const letter = letters.find((one) => one.receipt === receipt);
  return { receipt, id: letter?.id ?? '' };
}

const aRefusal = (excerpt: string) =>
  kept.add({ receipt: ulid(), reason: 'the body is not JSON', path: '/', receivedAt: 5, bytes: 9, excerpt });

describe('dead letters over HTTP', () => {
  it('are listed with the beginnings of their excerpts, and shown one by one whole', async () => {
    await aRefusal('x'.repeat(20_000));
    const [letter] = await listed();

    const shown = await ask('GET', `/${letter?.id}`);

    expect(letter).toMatchObject({ excerpt: 'x'.repeat(200), canRetry: false, deliveries: 0, source: null });
    expect(shown).toEqual({ status: 200, body: { ...letter, excerpt: 'x'.repeat(16_384) } });
  });

  it('are named and bounded by what can be asked for', async () => {
    for (const path of ['/nonsense', '/3', '/3:1-0:1']) {
      expect(await ask('GET', path)).toEqual({
        status: 400,
        body: { error: expect.stringContaining('named like 3:1772702480000-0') },
      });
    }
    for (const [method, path] of [
      ['GET', '/3:1-0'],
      ['POST', '/3:1-0/retry'],
      ['DELETE', '/3:1-0'],
      ['GET', '/255:1-0'],
    ] as const)
      expect(await ask(method, path)).toMatchObject({ status: 404 });
    expect(await ask('GET', '?limit=0')).toMatchObject({ status: 400 });
  });

  it('carry hostile text as text', async () => {
    const hostile = '</script><img src=x onerror=alert(1)>\u001b[2J\u202e"}]\u0000';
    await aRefusal(hostile);

    const answer = await fetch(`${live.url}/api/dead-letters`);

    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Letters.parse(await answer.json()).letters).toMatchObject([{ excerpt: hostile }]);
  });
});

describe('retrying over HTTP', () => {
  it('buries anew what still can not be read', async () => {
    const before = await aLetter('WC-unreadable');

    expect(await ask('POST', `/${before.id}/retry`)).toEqual({ status: 200, body: { retried: 1 } });

    const [after, ...others] = await eventually(listed, ({ length }) => length === 1);
    expect(others).toEqual([]);
    expect(after).toMatchObject({ receipt: before.receipt, canRetry: true });
    expect(after?.id).not.toBe(before.id);
  });

  it('does not bring back a call that was deleted meanwhile', async () => {
    const message = { type: 'status-update', timestamp: AT, call: { id: 'WC-deleted', status: 'ongoing' } };
    await live.deliver({ message });
    const partition = live.store.partitionOf('WC-deleted');
    const events = `{${partition.tag}}:events`;
    const [position = ''] = (await live.client.xrange(events, '-', '+')).map(([id]) => id);
    // As when it was being handled while the call was deleted.
    await kept.bury(partition, position, { reason: 'it was deadly then', deliveries: 6, excerpt: undefined });
    const [letter] = await listed();
    await live.store.delete('WC-deleted');

    expect(await ask('POST', `/${letter?.id}/retry`)).toMatchObject({ status: 404 });

    expect(await live.client.xlen(events)).toBe(0);
    expect(await live.store.read('WC-deleted')).toBeUndefined();
    expect(await listed()).toEqual([]);
  });

  it('refuses what ingest refused, and says what to do', async () => {
    await aRefusal('{"a');
    const [letter] = await listed();

    expect(await ask('POST', `/${letter?.id}/retry`)).toEqual({
      status: 409,
      body: { error: expect.stringMatching(/never was an event.*let it post again/) },
    });
    expect(await ask('POST', '/retry')).toEqual({ status: 200, body: { retried: 0, unretriable: 1 } });
    expect(await listed()).toHaveLength(1);
  });
});

describe('discarding over HTTP', () => {
  it('takes one letter away, or all', async () => {
    await aRefusal('1');
    await aRefusal('2');
    await aRefusal('3');
    const [letter] = await listed();

    expect(await ask('DELETE', `/${letter?.id}`)).toEqual({ status: 200, body: { discarded: 1 } });
    expect(await listed()).toHaveLength(2);
    expect(await ask('DELETE', '')).toEqual({ status: 200, body: { discarded: 2 } });
    expect(await listed()).toEqual([]);
  });

  it('comes with the deletion of the call', async () => {
    await aLetter('WC-gone');
    await aLetter('WC-stays');

    await live.json('/api/calls/WC-gone', { method: 'DELETE' });

    expect(await listed()).toMatchObject([{ call: 'WC-stays' }]);
  });
});

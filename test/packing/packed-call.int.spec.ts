import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { brotliCompressSync, constants } from 'node:zlib';
import { EventPacker, PackedCalls } from '#event-log';
import { Log, partitionOf, partitionsOf } from '#service';
import { PackQuietCalls } from '../../apps/projector/pack-quiet-calls.js';
import { callKeys, partitionKeys } from '../../libs/call-store/call-keys.js';
import { aCall, aLongCall } from '../support/calls/a-call.js';
import { startLive, type LiveServices } from '../support/live/live-services.js';

const MINUTE = 60_000;
const partitions = partitionsOf(16);

let live: LiveServices;

beforeAll(async () => {
  live = await startLive();
}, 60_000);
afterAll(() => live.stop(), 60_000);

/** A round of packing, as if it were so much later. */
async function packAfter(quietMs: number, maxCalls = 100): Promise<void> {
  const stores = { calls: live.store, packer: new EventPacker(live.client, partitions) };
  const log = new Log({ service: 'projector', format: 'json', write: () => undefined });
  const terms = { endedMs: 30_000 - quietMs, silentMs: 15 * MINUTE - quietMs, maxCalls };
  await new PackQuietCalls(stores, partitions, log, terms).run(new AbortController().signal);
}

const memoryOf = async (key: string) => Number(await live.client.memory('USAGE', key, 'SAMPLES', 0));
const kb = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const keysOf = (call: string) => ({
  ...callKeys(partitionOf(call, partitions), call),
  ...partitionKeys(partitionOf(call, partitions)),
});
const isPacked = async (call: string) => (await live.client.exists(keysOf(call).pack)) === 1;

async function keptOf(call: string) {
  const records = await live.store.records(call);
  const kept = [];
  const places = records.map(({ record, positions }) => ({ receipt: record.receipt, positions }));
  for await (const event of live.log.readAll(call, places)) kept.push(event);
  return { records, kept };
}

describe('a call of 200 messages, a minute after its end', () => {
  const posted = aLongCall({ messages: 200, seed: 'packed' }).map(({ body }) => body);
  const bodies = posted.map((body) => Buffer.from(JSON.stringify(body)));
  const call = posted[0]?.message.call.id ?? '';

  it('stands in less than 400 KB, every event as it was posted, and reads as before', async () => {
    await live.deliver(...posted);
    const { events, changes, ...keys } = keysOf(call);
    const before = await memoryOf(events);
    const shown = await live.json(`/api/calls/${call}/events`);
    const guides = await live.json(`/api/conversations/${call}`);

    const startedAt = performance.now();
    await packAfter(MINUTE);
    const packedMs = performance.now() - startedAt;

    const after: [string, number][] = [];
    for (const name of ['call', 'row', 'records', 'pack'] as const)
      after.push([name, await memoryOf(keys[name])]);
    const entriesLeft = await live.client.xlen(events);
    const total = after.reduce((sum, [, bytes]) => sum + bytes, 0);
    console.log(
      `${posted.length} events, ${kb(bodies.reduce((sum, { length }) => sum + length, 0))} posted: ${kb(before)} in the ` +
        `stream; packed in ${packedMs.toFixed(0)} ms: ${kb(total)} in all ` +
        `(${after.map(([name, bytes]) => `${name} ${kb(bytes)}`).join(', ')}); ` +
        `${entriesLeft} events remain in the stream, which takes ${kb(await memoryOf(events))}; not counted: ${kb(await memoryOf(changes))} of changes`,
    );
    expect(total).toBeLessThan(400_000);
    expect(entriesLeft).toBe(0);
    const { kept } = await keptOf(call);
    expect(kept.map(({ event }) => event && sha256(event.body))).toEqual(bodies.map(sha256));
    expect(kept.map(({ event }) => event?.hash)).toEqual(bodies.map(sha256));
    expect(await live.json(`/api/calls/${call}/events`)).toEqual(shown);
    expect(await live.json(`/api/conversations/${call}`)).toEqual(guides);
  }, 120_000);

  it('is packed at a quality beyond which time is spent for little', () => {
    const all = Buffer.concat(bodies);
    const measured = [3, 5, 9].map((quality) => {
      const startedAt = performance.now();
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: quality,
        [constants.BROTLI_PARAM_LGWIN]: 24,
        [constants.BROTLI_PARAM_SIZE_HINT]: all.length,
      };
      const { length } = brotliCompressSync(all, { params });
      return { quality, length, ms: performance.now() - startedAt };
    });

    console.log(
      `${kb(all.length)} of bodies: ` +
        measured
          .map(({ quality, length, ms }) => `quality ${quality}: ${kb(length)} in ${ms.toFixed(0)} ms`)
          .join(', '),
    );
    const [fast = 0, chosen = 0, slow = 0] = measured.map(({ length }) => length);
    expect(fast - chosen).toBeGreaterThan(3 * (chosen - slow));
  }, 60_000);

  it('shows each event under its receipt and its call', async () => {
    const [first] = await live.store.records(call);

    const receipt = first?.record.receipt ?? '';
    const shown = await live.json(`/api/events/${receipt}?call=${call}`);
    const withoutCall = await live.json(`/api/events/${receipt}`);

    expect(shown).toMatchObject({ receipt, hash: first?.record.hash, body: posted[0] });
    expect(withoutCall).toMatchObject({ error: expect.stringContaining('add ?call=') });
  }, 60_000);

  it('is packed with what comes later', async () => {
    const late = { ...posted[40], comesAgain: true };
    await live.deliver(late);
    expect(await live.client.xlen(keysOf(call).events)).toBe(1);

    await packAfter(MINUTE);

    expect(await live.client.xlen(keysOf(call).events)).toBe(0);
    const { kept } = await keptOf(call);
    expect(kept).toHaveLength(posted.length + 1);
    expect(kept.at(-1)?.event?.content).toEqual(late);
  }, 60_000);

  it('leaves nothing behind when it is deleted', async () => {
    const partition = partitionOf(call, partitions);
    expect(await new PackedCalls(live.client).bytes(partition)).toBeGreaterThan(0);

    await live.store.delete(call);
    await packAfter(MINUTE);

    expect((await live.client.keys('*')).filter((key) => key.includes(call))).toEqual([]);
    expect(await new PackedCalls(live.client).bytes(partition)).toBe(0);
    expect(await live.client.zcard(keysOf(call).packs)).toBe(0);
    expect(await live.client.zcard(keysOf(call).unpacked)).toBe(0);
  }, 60_000);
});

describe('when a call is packed', () => {
  const { id, events } = aCall({ seed: 'when it is packed' });
  const bodies = events.map(({ body }) => body);

  it('is not while it lives, nor within half a minute of its end, but after', async () => {
    const lives = bodies.filter(({ message }) => !/finished/.test(JSON.stringify(message.call)));
    await live.deliver(...lives.slice(0, 5));
    await packAfter(14 * MINUTE);
    const whileItLived = await isPacked(id);
    await live.deliver(...bodies);
    await packAfter(20_000);
    const soon = await isPacked(id);

    await packAfter(31_000);

    expect([whileItLived, soon, await isPacked(id)]).toEqual([false, false, true]);
  }, 60_000);

  it('is after a quarter of an hour of silence, though nobody told its end', async () => {
    const silent = aCall({ seed: 'went silent' });
    await live.deliver(...silent.events.slice(0, 3).map(({ body }) => body));

    await packAfter(15 * MINUTE - 10_000);
    const before = await isPacked(silent.id);
    await packAfter(15 * MINUTE + 1_000);

    expect([before, await isPacked(silent.id)]).toEqual([false, true]);
  }, 60_000);

  it('leaves to later rounds what is too much for one', async () => {
    const calls = ['one', 'two', 'three'].map((seed) => aCall({ seed }));
    for (const { events: its } of calls) await live.deliver(...its.map(({ body }) => body));

    const packed: number[] = [];
    for (let round = 0; round < 3; round++) {
      await packAfter(MINUTE, 1);
      packed.push((await Promise.all(calls.map((call) => isPacked(call.id)))).filter(Boolean).length);
    }

    expect(packed).toEqual([1, 2, 3]);
  }, 60_000);

  it('costs nothing once it is', async () => {
    const marks = await Promise.all(partitions.map((one) => live.client.zcard(partitionKeys(one).unpacked)));

    expect(marks.reduce((sum, count) => sum + count, 0)).toBe(0);
  }, 60_000);
});

describe('a call that is deleted while it is being packed', () => {
  it.each([
    ['alone', (call: string) => live.store.delete(call)],
    ['with all others', () => live.store.deleteAll()],
  ])(
    '%s does not come back, also when it is made anew',
    async (_, remove) => {
      const { id, events } = aCall({ seed: 'deleted while packed' });
      const bodies = events.map(({ body }) => body);
      await live.deliver(...bodies);
      const { records } = await keptOf(id);
      const epoch = (await live.store.readRow(id))?.epoch ?? '';
      const packer = new EventPacker(live.client, partitions);
      const toPack = records.map(({ record, positions }) => ({ ...record, positions }));

      await remove(id);
      const deleted = await packer.pack({ call: id, epoch, markedAt: '1', records: toPack });
      const left = (await live.client.keys('*')).filter((key) => key.includes(id));
      await live.deliver(...bodies.slice(0, 2));
      const anew = await packer.pack({ call: id, epoch, markedAt: '1', records: toPack });

      expect([deleted, anew]).toEqual(['changed', 'changed']);
      expect(left).toEqual([]);
      const { kept } = await keptOf(id);
      expect(kept.map(({ event }) => event?.content)).toEqual(bodies.slice(0, 2));
    },
    60_000,
  );
});

describe('deleting all calls', () => {
  it('takes their packs along', async () => {
    const { id, events } = aCall({ seed: 'deleted with all' });
    await live.deliver(...events.map(({ body }) => body));
    await packAfter(MINUTE);
    const wasPacked = await isPacked(id);

    await live.store.deleteAll();

    const left = await live.client.keys('*pack*');
    expect(wasPacked).toBe(true);
    expect(left).toEqual([]);
  }, 60_000);
});

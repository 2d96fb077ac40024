import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { factsOf, mergeFacts, type Facts } from '#projection';
import { partitionsOf, readSettings, UsageStore } from '#service';
import { retentionOf, type Retention } from '../../apps/projector/retention.js';
import { partitionKeys } from '../../libs/call-store/call-keys.js';
import { PROJECTOR_GROUP } from '../../libs/event-log/log-keys.js';
import { aCall } from '../support/calls/a-call.js';
import { eventually } from '../support/eventually.js';
import { factsByKey } from '../support/live/followed-call.js';
import { LiveClient } from '../support/live/live-client.js';
import { startLive, type LiveServices } from '../support/live/live-services.js';

const MB = 1024 * 1024;
/** Of the default settings: a week becomes 12 seconds. */
const FACTOR = 50_000;
const EVENTS = MB;
const CALLS = MB;
const TIMES = 10;
const AT_ONCE = 8;
const SAMPLES = 24;
const LIVE = 'WC-goes-on';
const PINNED = 'WC-is-pinned';
const partitions = partitionsOf(16);

const usual = retentionOf(readSettings({}));
const scaled: Retention = {
  eventAgeMs: usual.eventAgeMs / FACTOR,
  eventBytes: EVENTS,
  unassignedBytes: MB / 4,
  callAgeMs: usual.callAgeMs / FACTOR,
  callBytes: CALLS,
  // An hour would be 72 ms, which is less than this machine may take to merge.
  liveMs: 5_000,
  changesBytes: MB / 4,
  spoolAgeMs: usual.spoolAgeMs / FACTOR,
  packTerms: { ...usual.packTerms, endedMs: 1_000, silentMs: 5_000 },
};

let live: LiveServices;
let client: LiveClient;

beforeAll(async () => {
  live = await startLive({}, { retention: scaled, choresEveryMs: 100 });
  client = await LiveClient.connect(live.url);
}, 60_000);
afterAll(async () => {
  client.close();
  await live.stop();
}, 60_000);

async function usedMemory(): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await live.client.info('memory'))?.[1]);
}

/** What was ever added to the streams, and what the projectors were not given or have not acknowledged of it. */
async function sumOverStreams(): Promise<{ unfinished: number; lost: number }> {
  let [unfinished, lost] = [0, 0];
  for (const partition of partitions) {
    const { events } = partitionKeys(partition);
    if ((await live.client.exists(events)) === 0) continue;
    const [pending] = await live.client.xpending(events, PROJECTOR_GROUP);
    unfinished += Number(pending);
    const own = await live.client.xpending(events, PROJECTOR_GROUP, '-', '+', 1_000);
    for (const entry of own) {
      const id = Array.isArray(entry) ? String(entry[0]) : '';
      if ((await live.client.xrange(events, id, id)).length === 0) lost++;
    }
  }
  return { unfinished, lost };
}

const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;

const line = (count: number) => ({
  message: {
    type: 'conversation-update',
    timestamp: Date.UTC(2026, 2, 5) + count * 1_000,
    call: { id: LIVE, status: 'ongoing' },
    messages: [
      {
        messageId: `m-${count}`,
        role: 'user',
        text: `this is line ${count}`,
        timestamp: Date.UTC(2026, 2, 5) + count * 1_000,
      },
    ],
  },
});

describe('an installation that gets ten times what it may keep', () => {
  it('holds as much at the end as half-way, loses nothing unread, and leaves live and pinned calls alone', async () => {
    const said: unknown[] = [];
    const goOn = async () => {
      const body = line(said.length);
      said.push(body);
      await live.append(body);
    };
    await goOn();
    const pinned = { message: { type: 'status-update', call: { id: PINNED, status: 'finished' } } };
    await live.deliver(pinned);
    await live.store.pin(PINNED);
    const followed = await client.watch(LIVE);

    const sizes = { events: 0, calls: 0, finished: 0 };
    const series: number[] = [];
    let [lost, nextSample] = [0, 0];
    const portion = (): number => Math.min(sizes.events / (TIMES * EVENTS), sizes.calls / (TIMES * CALLS));
    for (let n = 0; portion() < 1; n += AT_ONCE) {
      const calls = Array.from({ length: AT_ONCE }, (_, i) => aCall({ seed: `bounded ${n + i}`, turns: 30 }));
      await Promise.all(
        calls.map(async ({ events }) => {
          for (const { body } of events) await live.append(body);
        }),
      );
      await goOn();
      for (const { id, events } of calls) {
        // None was let go before it was merged.
        await eventually(
          async () => (await live.store.records(id)).length,
          (count) => count === events.length,
        );
        const keys = partitionKeys(live.store.partitionOf(id));
        const size = await eventually(
          async () => Number(await live.client.hget(keys.sizes, `call:${id}`)),
          (bytes) => bytes > 0,
        );
        sizes.calls += size;
        // Larger ones are compressed.
        for (const { record } of await live.store.records(id)) sizes.events += Math.min(record.bytes, 2_048);
      }
      sizes.finished += calls.length;
      lost += (await sumOverStreams()).lost;
      if (portion() >= nextSample / SAMPLES) {
        series.push(await usedMemory());
        nextSample = Math.floor(portion() * SAMPLES) + 1;
      }
    }
    await eventually(sumOverStreams, ({ unfinished }) => unfinished === 0);
    const usage = await new UsageStore(live.client).read();

    const mb = (bytes: number) => (bytes / MB).toFixed(2);
    console.log(
      `${sizes.finished} calls, ${mb(sizes.events)} MB of events and ${mb(sizes.calls)} MB of calls through budgets of ${mb(EVENTS)} MB each; ` +
        `used_memory in MB: ${series.map(mb).join(' ')}`,
    );
    const half = series.slice(Math.floor(series.length / 2));
    const [third, last] = [half.slice(0, half.length / 2), half.slice(half.length / 2)];
    expect(mean(last) / mean(third)).toBeLessThan(1.1);
    expect(Math.max(...half)).toBeLessThan(EVENTS + CALLS + 6 * MB);
    expect(usage.events?.bytes).toBeLessThan(EVENTS * 1.2);
    expect(usage.calls?.bytes).toBeLessThan(CALLS * 1.2);
    expect(lost).toBe(0);
    const facts: Facts = new Map();
    for (const body of said) mergeFacts(facts, factsOf(body));
    await eventually(
      () => Object.keys(followed.facts).length,
      (count) => count === facts.size,
    );
    expect(followed.facts).toEqual(factsByKey(facts.values()));
    expect(await live.store.read(PINNED)).toBeDefined();
    expect(followed.removals).toBe(0);
  }, 240_000);
});

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aLongCall } from '../support/calls/a-call.js';
import { LiveClient } from '../support/live/live-client.js';
import { startLive, type LiveServices } from '../support/live/live-services.js';
import { untilEqual } from '../support/live/until-equal.js';

jest.setTimeout(120_000);

const events = aLongCall({ messages: 200, seed: 'on the wire' });
const bodies = events.map(({ body }) => body);
const id = bodies[0]?.message.call.id ?? '';

let live: LiveServices;
let client: LiveClient;

beforeAll(async () => {
  live = await startLive();
  client = await LiveClient.connect(live.url);
}, 60_000);
afterAll(async () => {
  client.close();
  await live.stop();
});

describe('a call of 200 messages, delivered in order', () => {
  it('sends hardly more facts than it has', async () => {
    const call = await client.watch(id);
    await live.deliver(...bodies);
    await untilEqual(call, live);

    // The answer to the first change, of a call that was not there before, brings what that change was about.
    const sent = [...client.snapshots, ...client.changes]
      .flatMap(({ facts }) => facts)
      .filter(([key]) => !key.startsWith('grows:'));
    const keys = Object.keys(call.facts).filter((key) => !key.startsWith('grows:'));
    const report = bodies.at(-1)?.message;
    console.log(
      `${sent.length} facts were sent for ${keys.length} fact keys (${(sent.length / keys.length).toFixed(3)}), in ${client.changes.length} changes`,
    );
    expect([report?.type, report?.messages?.length]).toEqual(['end-of-call-report', 200]);
    expect(sent.length).toBeGreaterThanOrEqual(keys.length);
    expect(sent.length).toBeLessThanOrEqual(1.05 * keys.length);
  });

  it('changes no more facts by its 200th message than by its 10th', async () => {
    const records = await live.store.records(id);
    const updates = records
      .map(({ record }) => record)
      .filter(({ type, messages }) => type === 'conversation-update' && messages >= 10);
    const early = mean(
      updates.filter(({ messages }) => messages < 60).map(({ factsChanged }) => factsChanged),
    );
    const late = mean(
      updates.filter(({ messages }) => messages >= 150).map(({ factsChanged }) => factsChanged),
    );

    console.log(
      `facts changed per conversation-update: ${early.toFixed(2)} from message 10 to 59, ${late.toFixed(2)} from message 150 to 200`,
    );
    expect(updates.length).toBeGreaterThan(100);
    expect(late).toBeLessThanOrEqual(1.2 * early);
  });

  it('is unchanged by a body that was sent before, and nobody is sent anything', async () => {
    const [before, frames] = [await live.store.read(id), client.changes.length];

    await live.deliver(bodies[100], bodies.at(-1), bodies[0]);
    await live.deliver({ message: { type: 'status-update', call: { id: 'another', status: 'ongoing' } } });
    const other = await client.watch('another');

    expect(other.version).toBe(1);
    expect(await live.store.read(id)).toEqual(before);
    expect(client.changes).toHaveLength(frames);
  });
});

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

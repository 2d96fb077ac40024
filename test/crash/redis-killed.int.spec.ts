import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildIfStale } from '../support/build-if-stale.js';
import { callLog, type CallLog } from '../support/call-log.js';
import { aCall } from '../support/calls/a-call.js';
import { eventually } from '../support/eventually.js';
import { startRedis, type RedisForSpecs } from '../support/redis-for-specs.js';
import { runProjector, type RunningProjector } from '../support/run-projector.js';

const KILLS = 2;

let server: RedisForSpecs;
let calls: CallLog;
let projectors: RunningProjector[];

beforeAll(async () => {
  await buildIfStale();
  server = await startRedis();
  calls = callLog(server.url);
  projectors = await Promise.all([runProjector(server.url), runProjector(server.url)]);
}, 60_000);
afterAll(async () => {
  await Promise.all(projectors.map((projector) => projector.stop()));
  calls.close();
  await server.stop();
});

describe('a Redis that is killed under traffic and started again', () => {
  it('has every event that it confirmed, and the calls are exactly what their events say', async () => {
    const scripts = Array.from({ length: 6 }, (_, index) => aCall({ seed: `redis killed ${index}` }));
    const confirmed = new Map(scripts.map(({ id }) => [id, new Set<string>()]));
    let [count, failed] = [0, 0];

    const traffic = scripts.map(async ({ id, events }) => {
      for (const { body } of events) {
        // As ingest's sender does not: until it is confirmed.
        for (let receipt: string | undefined; receipt === undefined;) {
          receipt = await calls.append(body).catch(() => void failed++);
          if (receipt !== undefined) confirmed.get(id)?.add(receipt);
        }
        count++;
      }
    });
    const total = scripts.reduce((sum, { events }) => sum + events.length, 0);
    for (let kill = 1; kill <= KILLS; kill++) {
      await eventually(
        () => count,
        (done) => done > (total * kill) / (KILLS + 1),
      );
      await server.kill();
      await server.restart();
    }
    await Promise.all(traffic);
    await eventually(calls.unfinished, (left) => left === 0);

    const faults: string[] = [];
    let [kept, facts, versions] = [0, 0, 0];
    for (const { id, events } of scripts) {
      const records = await calls.store.records(id);
      const receipts = new Set(records.map(({ record }) => record.receipt));
      kept += [...(confirmed.get(id) ?? [])].filter((receipt) => receipts.has(receipt)).length;
      const stored = await calls.store.read(id);
      facts += stored?.facts.length ?? 0;
      versions += stored?.version ?? 0;
      faults.push(
        ...(await calls.faultsOfCall(
          id,
          events.map(({ body }) => body),
        )),
      );
    }
    console.log(
      `Redis was killed ${KILLS} times under ${total} events: ${kept} of ${total} confirmed ones survived ` +
        `(${failed} appends failed and were tried again); ${facts} facts in ${versions} versions, ${faults.length} faults`,
    );
    expect(kept).toBe(total);
    expect(faults).toEqual([]);
    await Promise.all(projectors.map((projector) => projector.stop()));
    expect(await Promise.all(projectors.map(({ ended }) => ended))).toEqual([0, 0]);
  }, 60_000);
});
